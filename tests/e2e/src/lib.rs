//! docbao in real browsers, as a host page knows it: by its element, its address and what people see.
