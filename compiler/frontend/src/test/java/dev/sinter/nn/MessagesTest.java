package dev.sinter.nn;

import static dev.sinter.Sinter.ones;
import static dev.sinter.Sinter.tensor;
import static dev.sinter.Sinter.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.optim.AdamW;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What somebody reads who writes their first networks. */
class MessagesTest {
    @Test
    @DisplayName("N4: crossEntropy of a sequence's logits [N, T, C] says how to flatten them")
    void classesLast() {
        Tensor target = zeros(Shape.of(2, 5), DType.I64);
        assertThatThrownBy(() -> Functional.crossEntropy(ones(2, 5, 3), target)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining(
                        "crossEntropy: shapes [2, 5, 3] and [2, 5] do not fit: [N, C, ...] and class numbers"
                                + " [N, ...] are needed; if the classes are the last axis, 3, give logits.flatten(0, 1) and"
                                + " target.flatten()");
    }

    @Test
    @DisplayName("N4: crossEntropy of class numbers that are floats says to cast them")
    void floatClasses() {
        assertThatThrownBy(() -> Functional.crossEntropy(ones(4, 3), ones(4))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining(
                        "crossEntropy: logits [4, 3] and probabilities [4] must have one shape; if they are"
                                + " class numbers, cast them with toLong()");
    }

    @Test
    @DisplayName("N2: an Embedding of floats says that it needs integers")
    void floatIndex() {
        assertThatThrownBy(() -> new Embedding(4, 2).call(ones(3))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining(
                        "embedding: the numbers of rows are integers, not f32[3]; cast them with toLong()");
        assertThat(new Embedding(4, 2).call(tensor(new int[]{1, 3})).type()).hasToString("f32[2,2]");
    }

    @Test
    @DisplayName("N1: a module without a name of its own is called by what it extends")
    void anonymous() {
        Module module = new Module() {};
        assertThat(module).hasToString("Module()");
        assertThatThrownBy(() -> module.call(ones(1))).hasMessageContaining("Module has no forward of one tensor");
    }

    @Test
    @DisplayName("N5: an optimiser prints its groups")
    void optimizer() {
        Linear layer = new Linear(2, 2);
        assertThat(new AdamW(layer.parameters(), 0.5)).hasToString("""
                AdamW (
                Parameter group 0
                    lr: 0.5
                    beta1: 0.9
                    beta2: 0.999
                    epsilon: 1.0E-8
                    weightDecay: 0.01
                    parameters: 2
                )""");
    }

    @Test
    @DisplayName("T5: integers clamped by integers stay integers, by a fraction they become floats")
    void clampedIntegers() {
        Tensor x = tensor(new long[]{-3, 2, 9});
        assertThat(x.clamp(0, 5).toLongArray()).containsExactly(0, 2, 5);
        assertThat(x.clampMin(0).clampMax(5).dtype()).isEqualTo(DType.I64);
        assertThat(x.clampMin(0.5).dtype()).isEqualTo(DType.F32);
        assertThat(x.clamp_(0, 5).toLongArray()).containsExactly(0, 2, 5);
        assertThat(tensor(new float[]{-1, 7}).clamp(0, 5).toFloatArray()).containsExactly(0, 5);
    }

    @Test
    @DisplayName("C1: PyTorch's names of dtypes are translated, and an input without a name is refused")
    void inputs() {
        Linear layer = new Linear(2, 2);
        assertThatThrownBy(() -> Sinter.trace(layer, "x: float32[N,2]"))
                .hasMessageContaining(
                        "unknown dtype 'float32'; known are [bf16, bool, f16, f32, f64, i16, i32, i64, i8, u8];"
                                + " float32 is called f32 here");
    }
}
