import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeCluster, POSTGRES, startPostgres } from '../../fixtures/postgres.ts';
import { freePort, type Process, programNamed, type Service, startProcess } from './processes.ts';
import { makeQuota } from './quota.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** The programs of Debian's packages `gunicorn`, `nginx` and `postgresql`. */
export const programs = {
  gunicorn: programNamed('gunicorn'),
  nginx: programNamed('nginx', ['/usr/sbin']),
  ...POSTGRES,
};

/** The names of those that are missing. */
export function missing(names: readonly (keyof typeof programs)[]): string[] {
  return names.filter((name) => programs[name] === undefined);
}

/**
 * gunicorn with one worker of `threads` threads, each request asleep for `work` seconds on average: its queue is that
 * of its threads.
 */
export function startThreads(threads: number, work: number): Promise<Service> {
  return startGunicorn(['--worker-class', 'gthread', '--threads', String(threads), 'sleeping_app:app'], work);
}

/**
 * gunicorn with two workers that burn `work` seconds of CPU for each request, under a quota of so many cores: its queue
 * is that of its socket.
 */
export async function startUnderQuota(cores: number, work: number): Promise<Service> {
  const quota = makeQuota(cores);
  const started = startGunicorn(['--worker-class', 'sync', '--workers', '2', 'burning_app:app'], work, quota.processes);
  const { url, stop } = await started.catch(async (error: unknown) => {
    await quota.remove();
    throw error;
  });
  return { url, stop: () => stop().then(quota.remove) };
}

async function startGunicorn(args: readonly string[], work: number, group?: string): Promise<Service> {
  const port = await freePort();
  // Connections are kept longer than any client here waits before it uses one again.
  const all = ['--chdir', HERE, '--bind', `127.0.0.1:${port}`, '--keep-alive', '75', ...args];
  const env = { WORK: String(work), PYTHONDONTWRITEBYTECODE: '1' };
  const { stop } = await startProcess(programs.gunicorn!, all, { env, port, groups: group ? [group] : [] });
  return { url: `http://127.0.0.1:${port}/`, stop };
}

/**
 * nginx before Node.js before PostgreSQL, whose queries take `work` seconds on average: the queue is that of Node's
 * pool of 6 connections.
 */
export async function startPool(work: number): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'loadkit-stack-'));
  const running: Process[] = [];
  const stop = async () => {
    for (const process of running.reverse()) await process.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    // nginx's worker runs as a user of its own and must get through to its folder.
    for (const path of [tmpdir(), folder]) chmodSync(path, 0o711);
    const [database, service, front] = [await freePort(), await freePort(), await freePort()];
    makeCluster(join(folder, 'data'));
    running.push(await startPostgres(join(folder, 'data'), database));
    const env = { PORT: String(service), PGHOST: '127.0.0.1', PGPORT: String(database), WORK: String(work) };
    running.push(await startProcess(process.execPath, [join(HERE, 'pool-server.mjs')], { env, port: service }));
    running.push(await startNginx(join(folder, 'nginx'), front, service));
    return { url: `http://127.0.0.1:${front}/`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** nginx as a reverse proxy; /status says how many connections it has. */
export async function startNginx(folder: string, port: number, service: number): Promise<Process> {
  mkdirSync(folder, { mode: 0o711 });
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr warn;
events { worker_connections 4096; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  upstream service {
    server 127.0.0.1:${service};
    keepalive 256;
  }
  server {
    listen 127.0.0.1:${port};
    location = /status { stub_status; }
    location / {
      proxy_pass http://service;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
`,
  );
  return startProcess(programs.nginx!, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], { port });
}
