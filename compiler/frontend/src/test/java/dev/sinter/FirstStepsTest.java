package dev.sinter;

import static dev.sinter.Sinter.manualSeed;
import static dev.sinter.Sinter.noGrad;
import static dev.sinter.Sinter.ones;
import static dev.sinter.Sinter.rand;
import static dev.sinter.Sinter.randn;
import static dev.sinter.Sinter.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Diagnostic;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FirstStepsTest {
    @Test
    @DisplayName("A2: the gradients of w*x + b are x, w and 1")
    void line() {
        Tensor x = tensor(1.0).requiresGrad_();
        Tensor w = tensor(2.0).requiresGrad_();
        Tensor b = tensor(3.0).requiresGrad_();
        Tensor y = w.mul(x).add(b);
        assertThat(y.requiresGrad()).isTrue();
        y.backward();
        assertThat(x.grad().item()).isEqualTo(2.0);
        assertThat(w.grad().item()).isEqualTo(1.0);
        assertThat(b.grad().item()).isEqualTo(1.0);
    }

    @Test
    @DisplayName("A2: the gradient of mean(3 (x + 2)^2) at ones(2, 2) is 4.5 everywhere")
    void mean() {
        Tensor x = ones(2, 2).requiresGrad_();
        x.add(2).square().mul(3).mean().backward();
        assertThat(x.grad().equal(Sinter.full(new long[]{2, 2}, 4.5))).isTrue();
    }

    @Test
    @DisplayName("A4: a second backward through a released graph is refused; with retainGraph it accumulates")
    void released() {
        Tensor x = tensor(3.0).requiresGrad_();
        Tensor y = x.mul(x);
        y.backward(true);
        y.backward();
        assertThat(x.grad().item()).isEqualTo(12.0);
        assertThatThrownBy(y::backward).isInstanceOf(Diagnostic.class).hasMessageContaining("retainGraph");
    }

    @Test
    @DisplayName("T17: manualSeed(0) then rand(3) begins 0.4963, 0.7682, 0.0885")
    void twister() {
        manualSeed(0);
        assertThat(rand(3).toFloatArray()).usingComparatorWithPrecision(1e-4f).containsExactly(0.4963f, 0.7682f,
                0.0885f);
    }

    @Test
    @DisplayName("C1: a loop of forward, backward and update learns a line, and compiles a bounded number of programs")
    void trains() {
        manualSeed(1);
        Tensor x = randn(16, 3);
        Tensor truth = tensor(new float[][]{{1}, {-2}, {0.5f}});
        Tensor y = x.matmul(truth);
        Tensor w = randn(3, 1).requiresGrad_();
        float loss = 0;
        int before = 0;
        for (int i = 0; i < 60; i++) {
            if (i == 4) {
                before = InterpretingEvaluator.COMPILED.get();
            }
            Tensor error = x.matmul(w).sub(y);
            Tensor mean = error.mul(error).mean();
            mean.backward();
            noGrad(() -> w.sub_(w.grad(), 0.2));
            w.setGrad(null);
            loss = mean.itemFloat();
        }
        assertThat(InterpretingEvaluator.COMPILED.get()).isEqualTo(before);
        assertThat(loss).isLessThan(1e-4f);
    }

    @Test
    @DisplayName("T13: writing through a view is seen through all")
    void views() {
        Tensor x = Sinter.arange(15).view(3, 5);
        Tensor v = x.t().select(0, 1);
        v.fill_(7);
        assertThat(x.toLongArray()).containsExactly(0, 7, 2, 3, 4, 5, 7, 7, 8, 9, 10, 7, 12, 13, 14);
        assertThat(v.toLongArray()).containsExactly(7, 7, 7);
    }
}
