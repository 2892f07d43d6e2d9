package dev.sinter;

import static dev.sinter.Sinter.noGrad;
import static dev.sinter.Sinter.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How calls are put off, when they are computed, and that nothing of it can be seen in results. */
class RecordingTest {
    private static int compiled() {
        return InterpretingEvaluator.COMPILED.get();
    }

    private static int run() {
        return InterpretingEvaluator.RUN.get();
    }

    @Test
    @DisplayName("C1: nothing is computed until somebody looks, then everything as one program")
    void deferred() {
        int before = run();
        Tensor x = tensor(1.0, 2, 3).mul(2).add(1).exp().log();
        assertThat(run()).isEqualTo(before);
        assertThat(x.toFloatArray()).hasSize(3);
        x.toFloatArray();
        assertThat(run()).isEqualTo(before + 1);
    }

    @Test
    @DisplayName("C1: Java numbers are arguments: other numbers, the same program")
    void numbers() {
        Tensor x = tensor(1.0, 2);
        x.mul(3.25).add(1).toFloatArray();
        int before = compiled();
        for (int i = 0; i < 5; i++) {
            assertThat(x.mul(i).add(i * 0.5).toFloatArray()).containsExactly(1.5f * i, 2.5f * i);
        }
        assertThat(compiled()).isEqualTo(before);
    }

    @Test
    @DisplayName("C1: a loop over slices of a tensor compiles one program, not one for each position")
    void slices() {
        Tensor x = Sinter.arange(40).toFloat().view(10, 4);
        Sinter.evaluate(x);
        int before = compiled();
        float sum = 0;
        for (int i = 0; i < 5; i++) {
            sum += x.narrow(0, 2 * i, 2).mul(2).sum().itemFloat();
        }
        assertThat(sum).isEqualTo(2 * 780);
        assertThat(compiled()).isEqualTo(before + 1);
    }

    @Test
    @DisplayName("C1: a look between forward and backward costs no second forward, once it has been seen")
    void looks() {
        Tensor w = Sinter.randn(4, 4).requiresGrad_();
        int compiledAtThird = 0;
        for (int i = 0; i < 6; i++) {
            if (i == 3) {
                compiledAtThird = compiled();
            }
            Tensor hidden = Sinter.randn(2, 4).matmul(w).sigmoid();
            Tensor loss = hidden.mul(hidden).sum();
            assertThat(loss.itemFloat()).isNotNegative();
            loss.backward();
            noGrad(() -> w.sub_(w.grad(), 0.01));
            w.setGrad(null);
        }
        assertThat(compiled()).isEqualTo(compiledAtThird);
    }

    @Test
    @DisplayName("C1: histories from before and after a look meet in one gradient")
    void meeting() {
        Tensor w = tensor(new double[]{2}).requiresGrad_();
        Tensor v = tensor(new double[]{5}).requiresGrad_();
        Tensor a = w.mul(3);
        assertThat(a.item()).isEqualTo(6.0);
        Tensor b = v.mul(w);
        assertThat(b.item()).isEqualTo(10.0);
        Tensor c = w.mul(v).mul(4);
        a.mul(b).add(c).sum().backward();
        assertThat(w.grad().item()).isEqualTo(3 * 10 + 6 * 5 + 20.0);
        assertThat(v.grad().item()).isEqualTo(6 * 2 + 8.0);
    }

    @Test
    @DisplayName("C1: a loop that never looks is cut into programs by itself, and compiles a bounded number of them")
    void cut() {
        Tensor x = tensor(0.0, 0);
        int ran = run();
        int before = compiled();
        for (int i = 0; i < 40_000; i++) {
            x = x.add(1);
        }
        assertThat(run()).isGreaterThan(ran + 2);
        assertThat(compiled()).isLessThanOrEqualTo(before + 2);
        assertThat(x.toFloatArray()).containsExactly(40_000, 40_000);
    }

    @Test
    @DisplayName("C1: immediately() computes each call at once, to the same values")
    void immediate() {
        int before = run();
        try (var _ = Sinter.immediately()) {
            Tensor x = tensor(1.0, 2).mul(2);
            assertThat(run()).isEqualTo(before + 1);
            x.add_(1);
            assertThat(run()).isEqualTo(before + 2);
            assertThat(x.toFloatArray()).containsExactly(3, 5);
            assertThat(run()).isEqualTo(before + 2);
        }
    }

    @Test
    @DisplayName("C1: a tensor that one thread computed lazily can be used by another")
    void threads() throws ExecutionException, InterruptedException {
        Tensor x = tensor(1.0, 2).mul(3);
        FutureTask<float[]> other = new FutureTask<>(() -> x.add(1).toFloatArray());
        Thread thread = new Thread(other);
        thread.start();
        assertThat(other.get()).containsExactly(4, 7);
        thread.join();
        assertThat(x.toFloatArray()).containsExactly(3, 6);
    }

    @Test
    @DisplayName("C1: a step that fails leaves the weights as they were")
    void failure() {
        Tensor w = tensor(1.0, 2).requiresGrad_();
        Tensor loss = w.gather(0, tensor(new long[]{5})).sum();
        loss.backward();
        noGrad(() -> w.sub_(w.grad()));
        assertThatThrownBy(Sinter::evaluate).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(w.toFloatArray()).containsExactly(1, 2);
        w.setGrad(null);
        w.sum().backward();
        noGrad(() -> w.sub_(w.grad()));
        assertThat(w.toFloatArray()).containsExactly(0, 1);
    }
}
