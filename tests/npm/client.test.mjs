// Our C++ client sends to a server that reads with the schema of the OpenTelemetry SDK.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import schema from 'otlp-schema/build/src/generated/root.js';

const collector = schema.opentelemetry.proto.collector;
const types = {
  '/v1/traces': collector.trace.v1.ExportTraceServiceRequest,
  '/v1/metrics': collector.metrics.v1.ExportMetricsServiceRequest,
};

/** Takes OTLP/HTTP protobuf and keeps it decoded, with 64-bit integers and ids as text. */
class Receiver {
  requests = [];

  async start() {
    this.server = http.createServer((request, response) => this.#take(request, response));
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${this.server.address().port}`;
  }

  stop() { this.server.close(); }

  async #take(request, response) {
    const encoding = request.headers['content-encoding'] ?? 'identity';
    const bytes = Buffer.concat(await request.toArray());
    const body = encoding === 'gzip' ? zlib.gunzipSync(bytes) : bytes;
    const type = types[request.url];
    // Decoding checks the wire format; verify() the types of every field.
    const message = type.toObject(type.decode(body), { longs: String, defaults: false });
    this.requests.push({
      path: request.url, encoding, contentType: request.headers['content-type'],
      problem: type.verify(type.decode(body)), message,
    });
    response.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end();
  }
}

function plain(value) {
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plain);
  if (value.kvlistValue) return fromList(value.kvlistValue.values);
  const [kind, scalar] = Object.entries(value)[0];
  return kind === 'intValue' ? BigInt(scalar) : scalar;
}
const fromList = (list) => Object.fromEntries((list ?? []).map((a) => [a.key, plain(a.value)]));
const hex = (bytes) => Buffer.from(bytes ?? []).toString('hex');

/** Asserts that `actual` has these attributes; it may have others. */
function assertHas(actual, expected, where) {
  for (const [key, value] of Object.entries(expected)) {
    assert.deepEqual(actual[key], value, `${where}: ${key}`);
  }
}

for (const compression of ['gzip', 'none']) {
  test(`a trace sent with compression ${compression}`, async (t) => {
    const receiver = new Receiver();
    const home = await mkdtemp(path.join(tmpdir(), 'sotto-npm-home-'));
    await receiver.start();
    t.after(async () => {
      receiver.stop();
      await rm(home, { recursive: true });
    });
    const { stdout } = await promisify(execFile)(process.env.SOTTO_SEND_SPANS, [], {
      env: {
        HOME: home,
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_COMPRESSION: compression,
        OTEL_SERVICE_NAME: 'send-spans',
        SOTTO_TELEMETRY_ENDPOINT: `${receiver.url}/v1/metrics`,
        SOTTO_TELEMETRY_INTERVAL: '1s',
      },
    });
    const traceId = stdout.trim();
    const resourceSpans = receiver.requests
        .filter((request) => request.path === '/v1/traces')
        .flatMap((request) => request.message.resourceSpans);
    const spans = new Map(resourceSpans.flatMap((r) => r.scopeSpans).flatMap((s) => s.spans)
        .map((span) => [span.name, span]));

    await t.test('is OTLP/HTTP, and valid by the schema', () => {
      assert(receiver.requests.length > 0);
      for (const request of receiver.requests) {
        assert.equal(request.contentType, 'application/x-protobuf');
        assert.equal(request.problem, null);
      }
      const traces = receiver.requests.filter((request) => request.path === '/v1/traces');
      const expected = compression === 'gzip' ? 'gzip' : 'identity';
      assert(traces.every((request) => request.encoding === expected));
    });

    await t.test('has one span for each observation, nested as they were', () => {
      assert.deepEqual([...spans.keys()].sort(), ['agent-run', 'llm-completion', 'lookup']);
      const root = spans.get('agent-run');
      assert.equal(hex(root.parentSpanId), '');
      for (const span of spans.values()) {
        assert.equal(hex(span.traceId), traceId);
        assert.equal(hex(span.spanId).length, 16);
        assert(BigInt(span.startTimeUnixNano) <= BigInt(span.endTimeUnixNano));
        assert(Math.abs(Number(BigInt(span.endTimeUnixNano) / 1000000n) - Date.now()) < 3600_000);
        if (span !== root) assert.equal(hex(span.parentSpanId), hex(root.spanId));
      }
    });

    await t.test('keeps attributes of every type', () => {
      assertHas(fromList(spans.get('agent-run').attributes), {
        'text': 'plain',
        'text.empty': '',
        'text.unicode': 'Grüße, 你好, 👋🏽 and "quotes"\\\n',
        'text.not_utf8': 'ab\ufffdcd',
        'flag.true': true,
        'flag.false': false,
        'integer': 42n,
        'integer.smallest': -(2n ** 63n),
        'integer.largest': 2n ** 63n - 1n,
        'integer.unsigned': 2n ** 63n - 1n,
        'real': 2.5,
        'real.tiny': 5e-324,
        'real.large': 1.5e300,
        'last.wins': 'second',
      }, 'agent-run');
    });

    await t.test('names user, session, tags and metadata of the trace', () => {
      const attributes = fromList(spans.get('agent-run').attributes);
      assertHas(attributes, {
        'user.id': 'user123', 'session.id': 'session456', 'tag.tags': ['npm', 'test'],
      }, 'agent-run');
      assert.deepEqual(JSON.parse(attributes.metadata), { tenant: 'münchen' });
    });

    await t.test('tells the error and the event of the tool', () => {
      const tool = spans.get('lookup');
      assert.equal(tool.status.code, 2);
      assert.equal(tool.status.message, 'no answer in time ✗');
      assertHas(fromList(tool.attributes), {
        'tool.attempt': 2n, 'input.value': 'Wetter in München', 'error.type': 'TimeoutError',
        'openinference.span.kind': 'TOOL', 'gen_ai.operation.name': 'execute_tool',
      }, 'lookup');
      const checkpoint = tool.events.find((event) => event.name === 'checkpoint');
      assert.deepEqual(fromList(checkpoint.attributes), { step: 3n, ok: true, note: 'né', share: 0.5 });
      assert(BigInt(tool.startTimeUnixNano) <= BigInt(checkpoint.timeUnixNano));
      assert(BigInt(checkpoint.timeUnixNano) <= BigInt(tool.endTimeUnixNano));
    });

    await t.test('tells model, tokens, cost and content of the generation', () => {
      const generation = spans.get('llm-completion');
      const attributes = fromList(generation.attributes);
      assert.equal(generation.kind, 3);  // SPAN_KIND_CLIENT
      assertHas(attributes, {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.response.model': 'gpt-4o-2024-08-06',
        'gen_ai.request.temperature': 0.5,
        'gen_ai.usage.input_tokens': 12n,
        'gen_ai.usage.output_tokens': 30n,
        'gen_ai.usage.cache_read.input_tokens': 4n,
        'gen_ai.usage.cost': 0.00042,
        'output.value': 'Sonnig.',
        'output.mime_type': 'text/plain',
      }, 'llm-completion');
      assert.deepEqual(JSON.parse(attributes['gen_ai.input.messages']),
                       [{ role: 'user', parts: [{ type: 'text', content: 'Wie ist das Wetter? ☀️' }] }]);
    });

    await t.test('comes beside telemetry that has counts and no content', () => {
      const reports = receiver.requests.filter((request) => request.path === '/v1/metrics');
      assert.equal(reports.length, 1);
      const text = JSON.stringify(reports[0].message);
      assert(text.includes('search') && text.includes('TimeoutError') && text.includes('simple'));
      for (const content of ['Wetter', 'Sonnig', 'user123', 'session456', 'münchen', 'no answer']) {
        assert(!text.includes(content), `telemetry has "${content}"`);
      }
    });
  });
}
