/** ONNX Runtime stages; the only code that sees {@code ai.onnxruntime}. */
@NullMarked
package dev.thermocline.engine.stage.onnx;

import org.jspecify.annotations.NullMarked;
