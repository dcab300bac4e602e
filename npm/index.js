import "./files.js";
import "./docbao.js";

// docbao.js has taken it.
delete window.docbaoFiles;
