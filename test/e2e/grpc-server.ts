import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type After, ROOT } from './command.ts';

/** Builds the gRPC server of engine/testserver (Go builds the engine, too) into a folder. */
export function buildGrpcServer(folder: string): string {
  const file = join(folder, 'grpc-server');
  // As the engine is built, so that what Go compiled for that need not be compiled again.
  const env = { ...process.env, CGO_ENABLED: '0' };
  execFileSync('go', ['build', '-trimpath', '-o', file, './testserver/grpc'], { cwd: join(ROOT, 'engine'), env });
  return file;
}

/** Starts it for the services of the .proto files in `protos`; the address it listens on. It ends with the test. */
export async function startGrpc(
  file: string,
  protos: string,
  after: After,
  flags: readonly string[] = [],
): Promise<string> {
  const child = spawn(file, ['-protos', protos, ...flags], { stdio: ['pipe', 'pipe', 'inherit'] });
  after(() => void child.kill('SIGKILL'));
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error('the gRPC server ended without a word');
}
