import { expect, test } from 'vitest';
import { requestsInScript } from '../../src/target/requests-in-script.ts';

const IMPORTS = 'import http from "k6/http";\nimport ws from "k6/ws";\nimport { WebSocket } from "k6/websockets";\n';
const hosts = (code: string) => requestsInScript(IMPORTS + code).urls.map(({ host }) => host);

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
  expect(requestsInScript(code).urls.map(({ host }) => host)).toEqual(['a.example']);
  expect(requestsInScript('import { get as fetch } from "k6/http";\nother.get("https://b.example/");').urls).toEqual(
    [],
  );
});

test('packages are not looked at', () => {
  const code = `${IMPORTS}// node_modules/x/index.js\nhttp.get("https://a.example/");\n`;
  expect(requestsInScript(code).urls).toEqual([]);
});

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the strings are code
test.each([
  ['http.get("https://a.example/");', true],
  ['http.get("https://a.example/"); ws.connect("wss://b.example/", f);', true],
  ['if (live) http.get("https://a.example/"); else http.get(base);', false],
  ['http.get("https://a.example/"); send(http);', false],
  ['http.get(`https://${host}/`);', false],
  ['http.batch(["https://a.example/"]);', false],
  ['http.get("https://a.example/"); new WebSocket(url);', false],
])('whether %s is all that it sends: %s', (code, whole) => {
  const imports = 'import http from "k6/http";\nimport ws from "k6/ws";\n';
  expect(requestsInScript(imports + code).whole).toBe(whole);
  expect(requestsInScript(`${imports}import grpc from "k6/net/grpc";\n${code}`).whole).toBe(false);
  expect(requestsInScript(`${imports}import { get } from "k6/http";\n${code}`).whole).toBe(false);
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: the strings are code
