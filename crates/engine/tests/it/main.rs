//! The engine from outside: through its public face, with an object's storage in memory.

mod fuzz;
mod histories;
mod model;
mod races;
mod rejections;
mod rows;
mod scenarios;
mod steps;
mod store;
