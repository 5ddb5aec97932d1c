// What the observer must return for the spans that an SDK ended, field by field.

import assert from 'node:assert/strict';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';

/** Keeps every span that ends, as the SDK itself describes it. */
export class CapturingProcessor {
  spans = [];
  onStart() {}
  onEnd(span) { this.spans.push(span); }
  async forceFlush() {}
  async shutdown() {}
}

const nanoseconds = ([seconds, nanos]) => String(BigInt(seconds) * 1000000000n + BigInt(nanos));

const statusOf = ({ code, message }) => ({ code: SpanStatusCode[code], message: message ?? '' });

/** Compares GET /api/v1/traces/{id} with the spans of that trace. */
export function assertTraceEquals(trace, spans) {
  const starts = spans.map((span) => BigInt(nanoseconds(span.startTime)));
  const ends = spans.map((span) => BigInt(nanoseconds(span.endTime)));
  const least = (values) => values.reduce((a, b) => (a < b ? a : b));
  const most = (values) => values.reduce((a, b) => (a > b ? a : b));
  assert.equal(trace.trace_id, spans[0].spanContext().traceId);
  assert.equal(trace.span_count, spans.length);
  assert.equal(trace.error_count,
               spans.filter((span) => span.status.code === SpanStatusCode.ERROR).length);
  assert.equal(trace.start_time, String(least(starts)));
  assert.equal(trace.end_time, String(most(ends)));
  assert.equal(trace.duration_ms, Number(most(ends) - least(starts)) / 1e6);
  assert.equal(trace.spans.length, spans.length);

  const stored = new Map(trace.spans.map((span) => [span.span_id, span]));
  for (const span of spans) assertSpanEquals(stored.get(span.spanContext().spanId), span);
}

function assertSpanEquals(stored, span) {
  assert(stored, `${span.name} is missing`);
  const { traceId, spanId } = span.spanContext();
  const { code, message } = statusOf(span.status);
  const where = `span ${span.name}`;
  assert.equal(stored.trace_id, traceId, where);
  assert.equal(stored.span_id, spanId, where);
  assert.equal(stored.parent_span_id ?? '', span.parentSpanContext?.spanId ?? '', where);
  assert.equal(stored.name, span.name);
  assert.equal(stored.kind, SpanKind[span.kind], where);
  assert.equal(stored.start_time, nanoseconds(span.startTime), where);
  assert.equal(stored.end_time, nanoseconds(span.endTime), where);
  assert.equal(stored.status.status_code, code, where);
  assert.equal(stored.status.description ?? '', message, where);
  assert.deepEqual(stored.attributes, span.attributes, where);
  assert.deepEqual(stored.resource_attributes, span.resource.attributes, where);
  assert.deepEqual(
      stored.events,
      span.events.map(({ name, time, attributes }) =>
        ({ name, timestamp: nanoseconds(time), attributes: attributes ?? {} })),
      where);
  assert.deepEqual(
      stored.links.map(({ trace_id, span_id, attributes }) => ({ trace_id, span_id, attributes })),
      span.links.map(({ context, attributes }) =>
        ({ trace_id: context.traceId, span_id: context.spanId, attributes: attributes ?? {} })),
      where);
}

/** Compares GET /api/v1/traces/{id}/tree: the same nesting, children ordered by start time. */
export function assertTreeEquals(tree, spans) {
  const root = spans.find((span) => !span.parentSpanContext);
  assert.deepEqual(shapeOf(tree), expectedShape(root, spans));
}

function shapeOf({ span, children }) {
  const starts = children.map((child) => BigInt(child.span.start_time));
  assert(starts.every((start, i) => i === 0 || starts[i - 1] <= start), 'children by start time');
  return { id: span.span_id, children: byId(children.map(shapeOf)) };
}

function expectedShape(span, spans) {
  const id = span.spanContext().spanId;
  const children = spans.filter((candidate) => candidate.parentSpanContext?.spanId === id);
  return { id, children: byId(children.map((child) => expectedShape(child, spans))) };
}

// The SDK takes start times in milliseconds: siblings that start together have no order.
const byId = (nodes) => nodes.sort((a, b) => (a.id < b.id ? -1 : 1));
