package dev.sinter.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What becomes of several examples. */
class CollationTest {
    private record Pair(Tensor image, Tensor label) {}

    private record Flower(double length, int kind, String name) {}

    private record Flowers(Tensor length, Tensor kind) {}

    private enum Color {
        RED,
        GREEN
    }

    private static Tensor tensor(Object... examples) {
        return (Tensor) Collation.of(Arrays.asList(examples));
    }

    @Test
    @DisplayName("L2: tensors, arrays and numbers are stacked, with PyTorch's dtypes")
    void stacks() {
        Tensor stacked = tensor(Sinter.tensor(1.0, 2), Sinter.tensor(3.0, 4).mul(2));
        assertThat(stacked.shape()).isEqualTo(Shape.of(2, 2));
        assertThat(stacked.toFloatArray()).containsExactly(1, 2, 6, 8);
        assertThat(tensor(new float[]{1, 2}, new float[]{3, 4}, new float[]{5, 6}).shape()).isEqualTo(Shape.of(3, 2));
        assertThat(tensor(new long[]{1}, new long[]{2}).dtype()).isEqualTo(DType.I64);
        assertThat(tensor(1.5, 2.5).toDoubleArray()).containsExactly(1.5, 2.5);
        assertThat(tensor(1.5f, 2.5f).toFloatArray()).containsExactly(1.5f, 2.5f);
        assertThat(tensor(7, 8L, (short) 9).toLongArray()).containsExactly(7, 8, 9);
        assertThat(tensor(true, false).dtype()).isEqualTo(DType.BOOL);
        assertThat(tensor(Sinter.tensor(3)).shape()).isEqualTo(Shape.of(1));
    }

    @Test
    @DisplayName("L2: lists are collated by position, maps by key, records by component; text stays text")
    void structures() {
        Batch list = new Batch(
                Collation.of(List.of(List.of(Sinter.tensor(1.0, 2), 5), List.of(Sinter.tensor(3.0, 4), 6))), 2);
        assertThat(list.get(0).shape()).isEqualTo(Shape.of(2, 2));
        assertThat(list.get(1).toLongArray()).containsExactly(5, 6);
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("x", 1.0);
        one.put("deep", Map.of("y", List.of(1, 2)));
        Map<String, Object> two = Map.of("deep", Map.of("y", List.of(3, 4)), "x", 2.0);
        Batch map = new Batch(Collation.of(List.of(one, two)), 2);
        assertThat(map.get("x").toDoubleArray()).containsExactly(1, 2);
        assertThat(map.get(0).toDoubleArray()).containsExactly(1, 2);
        assertThat(map.tensors()).hasSize(3);
        assertThat(map.tensors().get(2).toLongArray()).containsExactly(2, 4);
        assertThat(((Map<?, ?>) map.value()).keySet().toArray()).containsExactly("x", "deep");
        assertThat(Collation.of(List.of("a", "b"))).isEqualTo(List.of("a", "b"));
        assertThat(Collation.of(List.of(Color.GREEN, Color.RED))).isEqualTo(List.of(Color.GREEN, Color.RED));
    }

    @Test
    @DisplayName("L2: records of tensors become records of the same type, others maps, or a record with tensors that is asked for")
    void records() {
        Batch pairs = new Batch(Collation.of(List.of(new Pair(Sinter.zeros(2), Sinter.tensor(1)),
                new Pair(Sinter.ones(2), Sinter.tensor(0)))), 2);
        assertThat(pairs.as(Pair.class).image().toFloatArray()).containsExactly(0, 0, 1, 1);
        assertThat(pairs.get("label").toLongArray()).containsExactly(1, 0);
        Batch flowers = new Batch(Collation.of(List.of(new Flower(1.5, 2, "a"), new Flower(2.5, 0, "b"))), 2);
        assertThat(flowers.as(Flowers.class).length().toDoubleArray()).containsExactly(1.5, 2.5);
        assertThat(flowers.get("kind").toLongArray()).containsExactly(2, 0);
        assertThat(((Map<?, ?>) flowers.value()).get("name")).isEqualTo(List.of("a", "b"));
        assertThatThrownBy(() -> flowers.get("name")).isInstanceOf(Diagnostic.class)
                .hasMessage("Batch: part name is no tensor but a list; value() has everything");
        assertThatThrownBy(() -> flowers.get("color")).hasMessage(
                "Batch: there is no part 'color' among [length, kind, name]");
        assertThatThrownBy(() -> flowers.as(Pair.class))
                .hasMessage("component image of Pair is a Tensor, but the batch has"
                        + " none of that name among [length, kind, name]");
    }

    @Test
    @DisplayName("L2: examples that do not fit together are refused with what came")
    void misfits() {
        assertThatThrownBy(() -> tensor(Sinter.zeros(2), Sinter.zeros(3))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("f32[2] and f32[3]");
        assertThatThrownBy(() -> tensor(1.5, 2)).hasMessage(
                "a batch of examples of different kinds: Double and Integer; give all examples one structure");
        assertThatThrownBy(() -> tensor(List.of(1), List.of(1, 2)))
                .hasMessageStartingWith("a batch of lists of different lengths: 1 and 2");
        assertThatThrownBy(() -> tensor(Map.of("a", 1), Map.of("b", 2)))
                .hasMessageStartingWith("a batch of maps with different keys: [a] and [b]");
        assertThatThrownBy(() -> tensor(new Object(), new Object())).hasMessageContaining("java.lang.Object;")
                .hasMessageContaining("give the dataset a function to collate with");
        assertThatThrownBy(() -> tensor(1, null)).hasMessageContaining("Integer and null");
    }
}
