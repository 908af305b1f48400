import http from 'k6/http';
import grpc from 'k6/net/grpc';

const client = new grpc.Client();
const [method] = client.load([], 'greeter.proto');

export const options = { iterations: 2 };

export default function () {
  if (method.full_method !== '/greeter.Greeter/Greet') throw new Error(`loaded ${JSON.stringify(method)}`);
  http.get(`${__ENV.TARGET}/`);
}
