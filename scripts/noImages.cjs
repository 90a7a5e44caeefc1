// Stands in for sharp, which transformers.js loads for images: we have none, and it would cost memory and a native library.
module.exports = {};
