package dev.sinter.compiler.driver;

import static dev.sinter.Sinter.noGrad;
import static dev.sinter.Sinter.tensor;
import static dev.sinter.Sinter.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.CompiledFunction;
import dev.sinter.Tensor;
import dev.sinter.Trace;
import dev.sinter.types.DType;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is recorded and not yet computed keeps its meaning, whatever happens before somebody looks. */
class PendingTest {
    /** Adds its argument to {@code w}. */
    private static CompiledFunction adding(Tensor w) {
        return Trace.named("step").state("w", w).input("x", "f32[2]").run(in -> {
            noGrad(() -> w.add_(in.get(0)));
            return List.of(in.get(0).neg());
        }).compile();
    }

    @Test
    @DisplayName("A2: a compiled step does not overwrite what a pending computation on a leaf still reads")
    void compiledStep() {
        Tensor w = tensor(new float[]{1, 2}).requiresGrad_();
        CompiledFunction step = adding(w);
        Tensor one = tensor(new float[]{1, 1});
        step.call(one);
        Tensor y = w.mul(10);
        Tensor loss = w.mul(w).sum();
        step.call(one);
        assertThat(y.toFloatArray()).containsExactly(20, 30);
        loss.backward();
        assertThat(w.grad().toFloatArray()).containsExactly(4, 6);
        assertThat(loss.itemFloat()).isEqualTo(13);
        assertThat(w.toFloatArray()).containsExactly(3, 4);
    }

    @Test
    @DisplayName("T14: a look that fails undoes no write from before the op that failed")
    void finishedWrites() {
        Tensor u = zeros(1);
        u.add_(1);
        Tensor bad = tensor(new float[]{1, 2}).gather(0, tensor(new long[]{5}));
        Tensor v = zeros(1);
        v.add_(2);
        assertThatThrownBy(bad::item).isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageMatching(
                        "gather of f32\\[2\\] along axis 0: the index 5 points outside of an axis of size 2; 0 to 1"
                                + ".* asked for at .*PendingTest.finishedWrites\\(PendingTest.java:\\d+\\)");
        assertThat(u.itemFloat()).isEqualTo(1);
        assertThat(v.itemFloat()).isZero();
    }

    @Test
    @DisplayName("T14: a write that fails leaves what was there; the others stay")
    void failedWrite() {
        Tensor before = zeros(1);
        Tensor w = tensor(new long[]{7});
        before.add_(3);
        w.copy_(w.floorDivide(zeros(w.shape(), DType.I64)));
        assertThatThrownBy(w::item).isInstanceOf(ArithmeticException.class).hasMessageContaining("divided by zero");
        assertThat(w.itemLong()).isEqualTo(7);
        assertThat(before.itemFloat()).isEqualTo(3);
    }

    @Test
    @DisplayName("C1: a compiled step that fails leaves its states as they were")
    void failedStep() {
        Tensor w = tensor(new float[]{1, 2});
        Tensor table = tensor(new float[]{3, 4});
        CompiledFunction step = Trace.named("step").state("w", w).state("table", table).input("at", "i64[2]")
                .run(in -> {
                    w.add_(1);
                    table.scatterAdd_(0, in.get(0), w);
                    return List.of(w.gather(0, in.get(0)));
                }).compile();
        step.call(tensor(new long[]{0, 0}));
        assertThat(w.toFloatArray()).containsExactly(2, 3);
        assertThat(table.toFloatArray()).containsExactly(8, 4);
        assertThatThrownBy(() -> step.call(tensor(new long[]{0, 2}))).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(w.toFloatArray()).containsExactly(2, 3);
        assertThat(table.toFloatArray()).containsExactly(8, 4);
    }

    @Test
    @DisplayName("C1: a state can be an argument too, in every call")
    void stateAsArgument() {
        Tensor w = tensor(new float[]{1, 2});
        CompiledFunction step = adding(w);
        for (int call = 0; call < 3; call++) {
            Tensor before = w.clone();
            assertThat(step.call(w).equal(before.neg())).isTrue();
            assertThat(w.equal(before.add(before))).isTrue();
            assertThat(step.call(w.detach()).equal(before.mul(-2))).isTrue();
        }
    }
}
