//! The pieces of the screen, in the order the eye meets them. They receive data and callbacks and
//! keep no copy of either.

pub mod search_box;

pub mod filters;

pub mod result_list;

pub mod result_item;

pub mod article_view;

pub mod blocks;

pub mod notice;
