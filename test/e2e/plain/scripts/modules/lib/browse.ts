import http from 'k6/http';
import { paths } from './deep/paths.js';

export function browse(base: string): void {
  for (const path of paths) http.get(base + path);
}
