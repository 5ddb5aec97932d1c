// The OpenTelemetry and the Langfuse SDK of JavaScript, sending spans like those of deliver.cpp to
// the same receiver. Run by bench/peers_js.py in the folder where their packages are installed.
//
// usage: node peers.mjs opentelemetry|langfuse BASE_URL SPANS

import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { LangfuseSpanProcessor } from '@langfuse/otel';
import { setLangfuseTracerProvider, startObservation } from '@langfuse/tracing';

const [, , sdk, url, count] = process.argv;
const spans = Number(count);
const spansPerTurn = 512; // then the event loop may send: as a program that awaits something would

function makeOpenTelemetry() {
  const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces` });
  const provider = new BasicTracerProvider({
    spanProcessors: [new BatchSpanProcessor(exporter, { maxQueueSize: spans })],
  });
  const tracer = provider.getTracer('bench');
  return [provider, () => {
    const span = tracer.startSpan('step');
    span.setAttribute('gen_ai.request.model', 'gpt-4o');
    span.setAttribute('attempt', 1);
    span.setAttribute('cached', false);
    span.setAttribute('share', 0.5);
    span.end();
  }];
}

function makeLangfuse() {
  process.env.OTEL_BSP_MAX_QUEUE_SIZE = String(spans);
  const processor = new LangfuseSpanProcessor({
    publicKey: 'pk-lf-bench', secretKey: 'sk-lf-bench', baseUrl: url,
  });
  const provider = new BasicTracerProvider({ spanProcessors: [processor] });
  setLangfuseTracerProvider(provider);
  return [provider, () => {
    startObservation('step', {
      metadata: { model: 'gpt-4o', attempt: 1, cached: false, share: 0.5 },
    }).end();
  }];
}

const [provider, record] = sdk === 'langfuse' ? makeLangfuse() : makeOpenTelemetry();
const start = process.hrtime.bigint();
const cpu = process.cpuUsage();
for (let done = 0; done < spans; ++done) {
  record();
  if (done % spansPerTurn === 0) await new Promise((resolve) => { setImmediate(resolve); });
}
await provider.forceFlush();
const used = process.cpuUsage(cpu);
console.log(JSON.stringify({
  seconds: Number(process.hrtime.bigint() - start) / 1e9,
  cpuSeconds: (used.user + used.system) / 1e6,
  megabytes: process.memoryUsage().rss / (1 << 20),
}));
await provider.shutdown();
