/** Cuts an ONNX model into stages and appends exit heads; the only code that sees its protobuf. */
@NullMarked
package dev.thermocline.builder.graph;

import org.jspecify.annotations.NullMarked;
