const http = require('k6/http');

module.exports.options = { iterations: 2 };

module.exports.default = function () {
  http.get(`${__ENV.TARGET}/`);
};
