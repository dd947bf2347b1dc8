package dev.thermocline.app.kafka;

/** The W3C trace context header that passes from a request to everything made of it. */
final class TraceHeader {

  static final String NAME = "traceparent";

  private TraceHeader() {}
}
