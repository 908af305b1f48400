// What chartjs-node-canvas asks of `canvas`, given by @napi-rs/canvas: its node-canvas-compatible module, plus the SVG
// canvas that it lacks. Text becomes paths, so that a picture needs no font where it is shown.
const napi = require('@napi-rs/canvas');
const compatible = require('@napi-rs/canvas/node-canvas.js');

function svgCanvas(width, height) {
  const canvas = napi.createCanvas(width, height, napi.SvgExportFlag.ConvertTextToPaths);
  canvas.toBuffer = () => canvas.getContent();
  return canvas;
}

module.exports = {
  ...compatible,
  createCanvas: (width, height, type) =>
    type === 'svg' ? svgCanvas(width, height) : compatible.createCanvas(width, height, type),
};
