// What "best effort" means for the peers: diacritics dropped, words are runs of letters and digits.

/** @param {string} text @returns {string} */
export const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[đĐ]/g, "d")
    .toLowerCase();

/** @param {string} text @returns {string[]} */
export const words = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
