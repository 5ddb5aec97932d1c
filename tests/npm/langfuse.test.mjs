// The Langfuse SDK of JavaScript, pointed at the observer by its base URL alone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LangfuseSpanProcessor } from '@langfuse/otel';
import {
  propagateAttributes, setLangfuseTracerProvider, startActiveObservation, startObservation,
} from '@langfuse/tracing';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';

import { assertTraceEquals, assertTreeEquals, CapturingProcessor } from './expected.mjs';
import { startObserver } from './observer.mjs';

let observer;
before(async () => {
  observer = await startObserver();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
after(() => observer.stop());

async function record(work) {
  const captured = new CapturingProcessor();
  const langfuse = new LangfuseSpanProcessor({
    publicKey: 'pk-lf-test', secretKey: 'sk-lf-test', baseUrl: observer.url,
    environment: 'staging', release: 'r1',
  });
  const provider = new BasicTracerProvider({ spanProcessors: [langfuse, captured] });
  setLangfuseTracerProvider(provider);
  propagateAttributes(
      { traceName: 'support', userId: 'user123', sessionId: 'session456', tags: ['a', 'b'],
        version: 'v7', metadata: { tenant: 'münchen' } },
      work);
  await provider.shutdown();
  return captured.spans;
}

test('an agent with one observation of every type is returned as it was sent', async () => {
  const spans = await record(() => {
    const root = startObservation('agent', { input: { question: 'Wetter?' } }, { asType: 'agent' });
    for (const asType of ['span', 'tool', 'chain', 'retriever', 'embedding', 'evaluator', 'guardrail']) {
      root.startObservation(asType, { input: 'in', output: { ok: true, n: 1.5 } }, { asType }).end();
    }
    root.startObservation('note', { level: 'DEBUG', input: 'seen' }, { asType: 'event' });
    root.startObservation('completion', {
      model: 'gpt-4o', modelParameters: { temperature: 0.7, max_tokens: 128 },
      input: [{ role: 'user', content: 'Wie ist das Wetter? ☀️' }],
      completionStartTime: new Date(1790000000000),
    }, { asType: 'generation' }).update({
      output: { role: 'assistant', content: 'Sonnig.' },
      usageDetails: { input: 12, output: 30, total: 42 },
      costDetails: { total: 0.00042 },
    }).end();
    root.update({ output: 'Sonnig.' }).end();
  });

  assert.equal(spans.length, 10);
  const id = spans[0].spanContext().traceId;
  const stored = await observer.trace(id);
  assertTraceEquals(stored, spans);
  assertTreeEquals(await observer.tree(id), spans);
});

test('a tool that throws is an error, with its message', async () => {
  const spans = await record(() => startActiveObservation('agent', (root) => {
    root.startObservation('warned', { level: 'WARNING', statusMessage: 'langsam' }).end();
    assert.throws(() => startActiveObservation('broken', () => { throw new Error('kaputt 💥'); },
                                               { asType: 'tool' }));
  }, { asType: 'agent' }));

  const id = spans[0].spanContext().traceId;
  const stored = await observer.trace(id);
  assertTraceEquals(stored, spans);
  assertTreeEquals(await observer.tree(id), spans);
  assert.equal(stored.error_count, 1);
  const broken = stored.spans.find((span) => span.name === 'broken');
  assert.deepEqual(broken.status, { status_code: 'ERROR', description: 'kaputt 💥' });
});

test('what the SDK says in attributes stands in the summary of the trace', async () => {
  const spans = await record(() => {
    const root = startObservation('agent', {}, { asType: 'agent' });
    root.startObservation('completion', {
      model: 'gpt-4o', usageDetails: { input: 12, output: 30 }, costDetails: { total: 0.25 },
    }, { asType: 'generation' }).end();
    root.end();
  });

  const stored = await observer.trace(spans[0].spanContext().traceId);
  assert.equal(stored.workflow_name, 'support');
  assert.equal(stored.user_id, 'user123');
  assert.equal(stored.session_id, 'session456');
  assert.equal(stored.model, 'gpt-4o');
  assert.equal(stored.input_tokens, 12);
  assert.equal(stored.output_tokens, 30);
  assert.equal(stored.cost_usd, 0.25);
});
