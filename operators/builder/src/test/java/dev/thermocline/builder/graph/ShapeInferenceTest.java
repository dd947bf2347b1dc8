package dev.thermocline.builder.graph;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ShapeInferenceTest {

  /** Operator over x (b, s, 8) and w (8, 6); expected dimensions, ? where dynamic. */
  static List<Arguments> operators() {
    return List.of(
        Arguments.of("MatMul", List.of("x", "w"), List.of(), "? ? 6"),
        Arguments.of("Add", List.of("x", "column"), List.of(), "? ? 8"),
        Arguments.of("Softmax", List.of("x"), List.of(), "? ? 8"),
        Arguments.of("Transpose", List.of("x"), List.of(Models.integers("perm", 2, 0, 1)), "8 ? ?"),
        Arguments.of("Transpose", List.of("w"), List.of(), "6 8"),
        Arguments.of("ReduceMean", List.of("x"), List.of(Models.integers("axes", -1)), "? ? 1"),
        Arguments.of(
            "ReduceSum",
            List.of("x"),
            List.of(Models.integers("axes", 1), Models.integer("keepdims", 0)),
            "? 8"),
        Arguments.of("Unsqueeze", List.of("x"), List.of(Models.integers("axes", 1)), "? 1 ? 8"),
        Arguments.of("Squeeze", List.of("column"), List.of(Models.integers("axes", 2)), "? ?"),
        Arguments.of("Flatten", List.of("w"), List.of(Models.integer("axis", 0)), "1 48"),
        Arguments.of("Flatten", List.of("x"), List.of(Models.integer("axis", 2)), "? 8"),
        Arguments.of("Concat", List.of("x", "x"), List.of(Models.integer("axis", -1)), "? ? 16"),
        Arguments.of("Gather", List.of("w", "ids"), List.of(), "? ? 6"),
        Arguments.of("Gather", List.of("w", "ids"), List.of(Models.integer("axis", 1)), "8 ? ?"),
        Arguments.of("Reshape", List.of("x", "split"), List.of(), "? ? 2 4"),
        Arguments.of("Reshape", List.of("x", "flat"), List.of(), "? ?"),
        Arguments.of("Reshape", List.of("w", "flat"), List.of(), "8 6"),
        Arguments.of("Expand", List.of("column", "x_shape"), List.of(), "? ? 8"),
        Arguments.of("ConstantOfShape", List.of("split"), List.of(), "0 0 2 4"),
        Arguments.of("Slice", List.of("x", "flat", "flat", "first"), List.of(), "? ? 8"),
        Arguments.of("Mystery", List.of("x"), List.of(), "unknown"),
        Arguments.of("Reshape", List.of("x", "ids"), List.of(), "unknown"));
  }

  @ParameterizedTest
  @MethodSource("operators")
  void operatorGivesItsShape(
      String operator, List<String> inputs, List<AttributeProto> attributes, String expected) {
    Models model =
        new Models()
            .input("x", DataType.FLOAT, "b", "s", "8")
            .input("column", DataType.FLOAT, "b", "s", "1")
            .input("ids", DataType.INT64, "b", "s")
            .weights("w", 8, 6)
            .node("Constant", "split", List.of(), Models.integers("value_ints", 0, 0, 2, 4))
            .node("Constant", "flat", List.of(), Models.integers("value_ints", 0, -1))
            .node("Constant", "first", List.of(), Models.integers("value_ints", 0))
            .node("Shape", "x_shape", List.of("x"))
            .node(operator, "y", inputs, attributes.toArray(AttributeProto[]::new));
    model.node("Identity", "end", List.of("x")).output("end", "b", "s", "8");

    ShapeInference shapes = new ShapeInference(new OnnxGraph(model.build()));

    assertThat(text(shapes.dims("y"))).isEqualTo(expected);
  }

  @Test
  void shapeArithmeticIsFollowedThroughTheGraph() {
    Models model =
        new Models()
            .input("x", DataType.FLOAT, "b", "s", "8")
            .node("Shape", "shape", List.of("x"))
            .node("Constant", "zero", List.of(), Models.integer("value_int", 0))
            .node("Constant", "axis", List.of(), Models.integers("value_ints", 2, 4))
            .node("Gather", "batch", List.of("shape", "zero"))
            .node("Unsqueeze", "row", List.of("batch"), Models.integers("axes", 0))
            .node("Concat", "target", List.of("row", "axis"), Models.integer("axis", 0))
            .node("Reshape", "end", List.of("x", "target"))
            .output("end", "b", "h", "4");

    ShapeInference shapes = new ShapeInference(new OnnxGraph(model.build()));

    assertThat(text(shapes.dims("end"))).isEqualTo("? 2 4");
  }

  private static String text(long @org.jspecify.annotations.Nullable [] dims) {
    return dims == null
        ? "unknown"
        : String.join(
            " ", Arrays.stream(dims).mapToObj(d -> d == Shape.UNKNOWN ? "?" : "" + d).toList());
  }
}
