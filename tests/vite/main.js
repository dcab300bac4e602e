import "docbao";

document.querySelector("doc-bao").articles = [{ title: "Bài trong ứng dụng", body: "Chữ." }];
