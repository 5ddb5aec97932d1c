"""Bodies of OTLP requests as Python values, read from the bytes by the numbers of
opentelemetry-proto, without the library and without generated code. What the schema below does not
name is an error: a field that nobody knows must not leave unseen.
"""
import base64
import json
import struct

TIME, IDENTIFIER = "fixed64", "bytes"
# Message -> number -> (name, kind); a kind is one of READ, another message, or either repeated: "*".
SCHEMA = {
    "AnyValue": {1: ("stringValue", "text"), 2: ("boolValue", "flag"), 3: ("intValue", "signed"),
                 4: ("doubleValue", "double"), 5: ("arrayValue", "ArrayValue"),
                 6: ("kvlistValue", "KeyValueList")},
    "ArrayValue": {1: ("values", "*AnyValue")},
    "KeyValueList": {1: ("values", "*KeyValue")},
    "KeyValue": {1: ("key", "text"), 2: ("value", "AnyValue")},
    "Resource": {1: ("attributes", "*KeyValue"), 2: ("droppedAttributesCount", "number")},
    "Scope": {1: ("name", "text"), 2: ("version", "text"), 3: ("attributes", "*KeyValue"),
              4: ("droppedAttributesCount", "number")},
    "Traces": {1: ("resourceSpans", "*ResourceSpans")},
    "ResourceSpans": {1: ("resource", "Resource"), 2: ("scopeSpans", "*ScopeSpans"),
                      3: ("schemaUrl", "text")},
    "ScopeSpans": {1: ("scope", "Scope"), 2: ("spans", "*Span"), 3: ("schemaUrl", "text")},
    "Span": {1: ("traceId", IDENTIFIER), 2: ("spanId", IDENTIFIER), 3: ("traceState", "text"),
             4: ("parentSpanId", IDENTIFIER), 5: ("name", "text"), 6: ("kind", "number"),
             7: ("startTimeUnixNano", TIME), 8: ("endTimeUnixNano", TIME),
             9: ("attributes", "*KeyValue"), 10: ("droppedAttributesCount", "number"),
             11: ("events", "*Event"), 12: ("droppedEventsCount", "number"), 13: ("links", "*Link"),
             14: ("droppedLinksCount", "number"), 15: ("status", "Status"), 16: ("flags", "fixed32")},
    "Event": {1: ("timeUnixNano", TIME), 2: ("name", "text"), 3: ("attributes", "*KeyValue"),
              4: ("droppedAttributesCount", "number")},
    "Link": {1: ("traceId", IDENTIFIER), 2: ("spanId", IDENTIFIER), 3: ("traceState", "text"),
             4: ("attributes", "*KeyValue"), 5: ("droppedAttributesCount", "number"),
             6: ("flags", "fixed32")},
    "Status": {2: ("message", "text"), 3: ("code", "number")},
    "Metrics": {1: ("resourceMetrics", "*ResourceMetrics")},
    "ResourceMetrics": {1: ("resource", "Resource"), 2: ("scopeMetrics", "*ScopeMetrics"),
                        3: ("schemaUrl", "text")},
    "ScopeMetrics": {1: ("scope", "Scope"), 2: ("metrics", "*Metric"), 3: ("schemaUrl", "text")},
    "Metric": {1: ("name", "text"), 2: ("description", "text"), 3: ("unit", "text"),
               7: ("sum", "Sum"), 10: ("exponentialHistogram", "Histogram")},
    "Sum": {1: ("dataPoints", "*NumberPoint"), 2: ("aggregationTemporality", "number"),
            3: ("isMonotonic", "flag")},
    "NumberPoint": {2: ("start_time_unix_nano", TIME), 3: ("time_unix_nano", TIME),
                    4: ("as_double", "double"), 6: ("as_int", "fixed64"),
                    7: ("attributes", "*KeyValue"), 8: ("flags", "number")},
    "Histogram": {1: ("dataPoints", "*HistogramPoint"), 2: ("aggregationTemporality", "number")},
    "HistogramPoint": {1: ("attributes", "*KeyValue"), 2: ("start_time_unix_nano", TIME),
                       3: ("time_unix_nano", TIME), 4: ("count", "fixed64"), 5: ("sum", "double"),
                       6: ("scale", "zigzag"), 7: ("zero_count", "fixed64"), 8: ("positive", "Buckets"),
                       9: ("negative", "Buckets"), 10: ("flags", "number"), 12: ("min", "double"),
                       13: ("max", "double"), 14: ("zero_threshold", "double")},
    "Buckets": {1: ("offset", "zigzag"), 2: ("bucketCounts", "packed")},
}
READ = {
    "text": bytes.decode, "bytes": bytes.hex, "number": int, "flag": bool,
    "signed": lambda value: value - (1 << 64) if value >> 63 else value,
    "zigzag": lambda value: (value >> 1) ^ -(value & 1),
    "fixed64": lambda raw: struct.unpack("<Q", raw)[0], "fixed32": lambda raw: struct.unpack("<I", raw)[0],
    "double": lambda raw: struct.unpack("<d", raw)[0],
    "packed": lambda raw: list(varints(raw)),
}


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 0x80:
            return value, at


def varints(data: bytes):
    at = 0
    while at < len(data):
        value, at = read_varint(data, at)
        yield value


def fields(data: bytes):
    """Number and raw value of each field."""
    at = 0
    while at < len(data):
        tag, at = read_varint(data, at)
        if tag & 7 == 0:
            value, at = read_varint(data, at)
        else:
            size = {1: 8, 5: 4}.get(tag & 7)
            if size is None:
                size, at = read_varint(data, at)
            value, at = data[at:at + size], at + size
        yield tag >> 3, value


def read_message(data: bytes, message: str) -> dict:
    """As OTLP/JSON would have it; points of metrics have their fields' names in protobuf."""
    read: dict = {}
    for number, raw in fields(data):
        name, kind = SCHEMA[message][number]
        single = kind.lstrip("*")
        value = read_message(raw, single) if single in SCHEMA else READ[single](raw)
        if kind.startswith("*"):
            read.setdefault(name, []).append(value)
        else:
            read[name] = value
    return read


def read_value(value: dict):
    """What an AnyValue holds."""
    (kind, content), = value.items() or [("stringValue", "")]
    if kind == "arrayValue":
        return [read_value(member) for member in content.get("values", [])]
    if kind == "kvlistValue":
        return read_attributes(content.get("values", []))
    return int(content) if kind == "intValue" else content


def read_attributes(attributes: list) -> dict:
    return {attribute["key"]: read_value(attribute.get("value", {})) for attribute in attributes}


def read_body(request) -> dict | str:
    """The body of any request: of OTLP in either encoding, of JSON, or empty."""
    body = request.plain()
    if not body:
        return {}
    if request.header("content-type") == "application/x-protobuf":
        return read_message(body, "Metrics" if "metrics" in request.path else "Traces")
    return json.loads(body)


def basic_credentials(header: str) -> str:
    """user:password of an Authorization header that has them in base64."""
    kind, _, value = header.partition(" ")
    return base64.b64decode(value).decode() if kind == "Basic" else ""
