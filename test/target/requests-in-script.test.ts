import { expect, test } from 'vitest';
import { requestsInScript } from '../../src/target/requests-in-script.ts';

const IMPORTS = 'import http from "k6/http";\nimport ws from "k6/ws";\nimport { WebSocket } from "k6/websockets";\n';
const hosts = (code: string) => requestsInScript(IMPORTS + code).map(({ host }) => host);

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the strings are code
test.each([
  ['http.get("https://a.example/x");', ['a.example']],
  ['http.post(`http://b.example:81/${id}`, body); http.del("http://c.example");', ['b.example:81', 'c.example']],
  ['http.request("GET", "https://d.example/");', ['d.example']],
  ['ws.connect("wss://e.example/", {}, f); new WebSocket("ws://f.example/");', ['e.example', 'f.example']],
  ['http.get(`https://${host}/`); http.get(`https://a.${zone}.example/`);', []],
  ['const scope = "https://g.example/.default"; http.post(base, { scope });', []],
  ['headers = { SOAPAction: "http://h.example/GetThing" };', []],
  ['new Map().get("https://i.example/"); cache.get("https://j.example/");', []],
  ['http.post(base, "https://k.example/");', []],
  ['http.get(`http://127.0.0.1:${port}/`); http.get("http://127.0.0.1:" + port); http.get("http://l" + zone);', []],
  ['http.get("http://m.example" , params); http.get("http://n.example:8" + "0/x");', ['m.example']],
])('%s', (code, expected) => {
  expect(hosts(code)).toEqual(expected);
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: the strings are code

test('CommonJS, and other names of the module', () => {
  const code = 'var client = __toESM(require("k6/http"));\nclient.default.get("https://a.example/");';
  expect(requestsInScript(code).map(({ host }) => host)).toEqual(['a.example']);
  expect(requestsInScript('import { get as fetch } from "k6/http";\nother.get("https://b.example/");')).toEqual([]);
});

test('packages are not looked at', () => {
  const code = `${IMPORTS}// node_modules/x/index.js\nhttp.get("https://a.example/");\n`;
  expect(requestsInScript(code)).toEqual([]);
});
