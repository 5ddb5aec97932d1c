// The observer under test: the real program, on a free port, with a database of its own.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import readline from 'node:readline';

/** Starts `sotto start` (the program that $SOTTO_BIN names) and waits until it gives its address. */
export async function startObserver() {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-npm-'));
  const server = spawn(
      process.env.SOTTO_BIN,
      ['start', '--port', '0', '--db-path', path.join(folder, 'db')],
      { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(server, 'exit');
  const url = await addressFrom(server.stdout);
  assert(url, 'the observer ended before it gave its address');
  return {
    url,
    trace: (id) => getJson(`${url}/api/v1/traces/${id}`),
    tree: (id) => getJson(`${url}/api/v1/traces/${id}/tree`),
    async stop() {
      server.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function addressFrom(stream) {
  const lines = readline.createInterface({ input: stream });
  for await (const line of lines) {
    const address = line.match(/http:\/\/[0-9.]+:\d+/);
    if (!address) continue;
    stream.resume();  // what it prints later is not read, and must not stop it
    return address[0];
  }
  return null;
}

async function getJson(url) {
  const response = await fetch(url);
  assert.equal(response.status, 200, `GET ${new URL(url).pathname}`);
  return parseExactly(await response.text());
}

/** JSON.parse, but integers that a JavaScript number cannot hold stay exact: they become strings. */
export function parseExactly(json) {
  const stringOrBigInteger = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;
  const isHeld = (token) => token[0] === '"' || Number.isSafeInteger(Number(token));
  return JSON.parse(json.replace(stringOrBigInteger, (t) => (isHeld(t) ? t : `"${t}"`)));
}
