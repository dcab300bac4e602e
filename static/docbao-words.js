// docbao-words.js: what the loader (docbao.js) says where there is no reader to say it. That is seldom, so
// these words come only when they are needed.
// @ts-check

/** In Vietnamese and English, by code: [what, cure]. The loader may say more after the cure. */
export const WORDS = [
  {
    "no-wasm": ["Trình duyệt này không chạy được trình đọc.", "Mở trang bằng trình duyệt mới hơn, hoặc tắt chế độ khóa WebAssembly."],
    "csp-wasm": ["Chính sách nội dung (CSP) của trang chặn trình đọc.", "Thêm 'wasm-unsafe-eval' vào script-src."],
    "csp-blocked": ["Chính sách nội dung (CSP) của trang chặn trình đọc.", "Thêm địa chỉ nơi đặt docbao.js vào"],
    "events-stopped": ["Một đoạn mã của trang giữ hết các cú bấm, trình đọc không nhận được.", "Bỏ đoạn mã đó, hoặc nhúng bằng khung: embed.html."],
    "reader-missing": ["Không tải được trình đọc.", "Kiểm tra kết nối, CORS, các tệp docbao-reader.js, docbao-reader_bg.wasm cạnh docbao.js, và xem máy chủ có cho tải tệp .wasm không. Nếu thẻ <script> có integrity, mọi tệp phải thuộc đúng bản đã ghim."],
    "other-release": ["docbao.js và docbao-reader.js thuộc hai bản khác nhau.", "Tải lại trang; nếu vẫn vậy, chép lên lại mọi tệp của cùng một bản."],
    "indexer-missing": ["Không tải được phần lập chỉ mục cho các bài trong trang.", "Kiểm tra kết nối, CORS, các tệp docbao-articles.js, docbao-index.js, docbao-index_bg.wasm cạnh docbao.js, và xem máy chủ có cho tải tệp .wasm không."],
    crashed: ["Trình đọc đã dừng vì lỗi.", "Tải lại trang; nếu còn lỗi, báo cho nơi phát hành docbao."],
  },
  {
    "no-wasm": ["This browser cannot run the reader.", "Open the page in a newer browser, or allow WebAssembly."],
    "csp-wasm": ["The page's content security policy blocks the reader.", "Add 'wasm-unsafe-eval' to script-src."],
    "csp-blocked": ["The page's content security policy blocks the reader.", "Add the address of docbao.js to"],
    "events-stopped": ["A script of the page keeps all clicks to itself.", "Remove it, or embed by a frame: embed.html."],
    "reader-missing": ["The reader could not be loaded.", "Check the connection, CORS, the files docbao-reader.js and docbao-reader_bg.wasm beside docbao.js, and whether the server gives away .wasm files. If the script tag has integrity, all files must be of the release that it pins."],
    "other-release": ["docbao.js and docbao-reader.js are of different releases.", "Reload the page; if that is no help, upload all files of one release again."],
    "indexer-missing": ["What indexes the articles of the page could not be loaded.", "Check the connection, CORS, the files docbao-articles.js, docbao-index.js and docbao-index_bg.wasm beside docbao.js, and whether the server gives away .wasm files."],
    crashed: ["The reader has stopped because of an error.", "Reload the page; if it happens again, tell the publisher of docbao."],
  },
];
