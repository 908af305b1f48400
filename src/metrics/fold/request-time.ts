import type { TagSet } from './tag-set.ts';
import { nanoseconds } from './tally.ts';

/** A request whose samples are coming in, one after the other. */
interface Request {
  readonly tags: TagSet;
  readonly at: number;
  readonly duration: number;
  blocked: number;
  connecting: number;
}

/**
 * Makes the `request_time` of each request of its samples, which k6 writes one after the other (httpext.Trail), the
 * duration first. Times in seconds.
 */
export class RequestTimes {
  private request: Request | undefined;

  /** max(blocked, connecting + TLS handshaking) + duration once the last of the four has come, else undefined. */
  add(metric: string, at: number, value: number, tags: TagSet): number | undefined {
    if (metric === 'http_req_duration') {
      this.request = { tags, at, duration: value, blocked: 0, connecting: 0 };
      return undefined;
    }
    const { request } = this;
    if (!request || request.tags !== tags || request.at !== at) return undefined;
    if (metric === 'http_req_blocked') request.blocked = value;
    if (metric === 'http_req_connecting') request.connecting = value;
    if (metric !== 'http_req_tls_handshaking') return undefined;
    this.request = undefined;
    return nanoseconds(Math.max(request.blocked, request.connecting + value) + request.duration);
  }
}
