// The OpenTelemetry SDK of JavaScript sends to the observer; its REST API returns every field.

import { after, before, test } from 'node:test';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';

import { assertTraceEquals, assertTreeEquals, CapturingProcessor } from './expected.mjs';
import { startObserver } from './observer.mjs';

let observer;
before(async () => { observer = await startObserver(); });
after(() => observer.stop());

const everyType = {
  'text': 'plain',
  'text.empty': '',
  'text.unicode': 'Grüße, 你好, 👋🏽, \u0000 and "quotes"\\\n',
  'flag.true': true,
  'flag.false': false,
  'integer': 42,
  'integer.negative': -7,
  'integer.large': Number.MAX_SAFE_INTEGER - 4,
  'real': 2.5,
  'real.tiny': 5e-324,
  'real.long': 123456789.12345679,
  'list.text': ['a', '', 'ü'],
  'list.flag': [true, false],
  'list.integer': [1, -2, 3],
  'list.real': [0.5, -1.25],
  'list.empty': [],
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.usage.input_tokens': 12,
};

// One root with two children, one grandchild, an error, events and a link to another trace.
function recordTrace(tracer) {
  const within = (parent) => trace.setSpan(context.active(), parent);
  const root = tracer.startSpan('wurzel 🌱', {
    kind: SpanKind.SERVER, attributes: everyType, startTime: [1790000000, 123456789],
  });
  const earlier = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
  const first = tracer.startSpan('first', {
    kind: SpanKind.CLIENT, links: [{ context: earlier, attributes: { reason: 'retry', times: 2 } }],
    startTime: [1790000000, 200000000],
  }, within(root));
  const grandchild = tracer.startSpan('grandchild', {
    kind: SpanKind.PRODUCER, startTime: [1790000000, 300000000],
  }, within(first));
  const second = tracer.startSpan('second', {
    kind: SpanKind.CONSUMER, startTime: [1790000000, 400000001],
  }, within(root));
  grandchild.addEvent('checkpoint', { step: 3, ok: true, note: 'né' }, [1790000000, 300000500]);
  grandchild.addEvent('bare', [1790000000, 300000600]);
  second.recordException(new TypeError('no such tool'), [1790000000, 400000500]);
  second.setStatus({ code: SpanStatusCode.ERROR, message: 'no such tool ✗' });
  first.setStatus({ code: SpanStatusCode.OK });
  grandchild.end([1790000000, 350000000]);
  first.end([1790000000, 360000000]);
  second.end([1790000000, 450000000]);
  root.end([1790000001, 1]);
}

for (const [encoding, Exporter] of [['protobuf', ProtobufExporter], ['JSON', JsonExporter]]) {
  for (const compression of ['none', 'gzip']) {
    for (const path of ['/v1/traces', '/api/v1/traces/export']) {
      test(`${encoding} spans sent with compression ${compression} to ${path} are returned as they were`, async () => {
        const captured = new CapturingProcessor();
        const exporter = new Exporter({ url: observer.url + path, compression });
        const provider = new BasicTracerProvider({
          resource: resourceFromAttributes({ 'service.name': 'sdk-test', 'host.cpus': 2, 'service.tags': ['a', 'b'] }),
          spanProcessors: [captured, new BatchSpanProcessor(exporter)],
        });
        recordTrace(provider.getTracer('npm-test', '1.2.3'));
        await provider.shutdown();

        const id = captured.spans[0].spanContext().traceId;
        assertTraceEquals(await observer.trace(id), captured.spans);
        assertTreeEquals(await observer.tree(id), captured.spans);
      });
    }
  }
}
