package dev.sinter.compiler.driver;

import static dev.sinter.Sinter.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.Hook;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HooksTest {
    /** In float64. */
    private static Tensor vec(double... values) {
        return tensor(values);
    }

    @Test
    @DisplayName("A7: a hook sees what flows to a tensor, and may replace it; removed, it is not called")
    void hooks() {
        Tensor x = vec(1.0, 2.0).requiresGrad_();
        Tensor y = x.mul(3);
        List<double[]> seen = new ArrayList<>();
        Hook hook = y.registerHook(gradient -> {
            seen.add(gradient.toDoubleArray());
            return gradient.mul(10);
        });
        Tensor z = y.mul(y).sum();
        z.backward(true);
        assertThat(seen).singleElement().isEqualTo(new double[]{6, 12});
        assertThat(x.grad().toDoubleArray()).containsExactly(180, 360);
        hook.remove();
        x.setGrad(null);
        z.backward();
        assertThat(seen).hasSize(1);
        assertThat(x.grad().toDoubleArray()).containsExactly(18, 36);
        x.registerHook(gradient -> gradient.neg());
        x.setGrad(null);
        x.sum().backward();
        assertThat(x.grad().toDoubleArray()).containsExactly(-1, -1);
    }

    @Test
    @DisplayName("A7: hooks on views, on several tensors in the order of the flow, and one of the wrong shape is refused")
    void views() {
        Tensor x = vec(1.0, 2.0).requiresGrad_();
        List<String> order = new ArrayList<>();
        Tensor a = x.mul(2);
        Tensor b = a.view(2, 1).mul(3);
        a.registerHook(gradient -> {
            order.add("a");
            return null;
        });
        b.registerHook(gradient -> {
            order.add("b");
            return null;
        });
        b.sum().backward();
        assertThat(order).containsExactly("b", "a");
        Tensor c = x.mul(5);
        c.registerHook(gradient -> gradient.sum());
        assertThatThrownBy(() -> c.sum().backward()).isInstanceOf(Diagnostic.class).hasMessageContaining("f64[2]");
        assertThatThrownBy(() -> vec(1.0).registerHook(g -> g)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("does not require a gradient");
    }

    @Test
    @DisplayName("A3: retainGrad keeps what flows to a tensor that is no leaf; without it none is kept")
    void retained() {
        Tensor x = vec(1.0, 2.0).requiresGrad_();
        Tensor y = x.mul(3);
        Tensor z = y.mul(y);
        y.retainGrad();
        z.sum().backward(true);
        assertThat(y.grad().toDoubleArray()).containsExactly(6, 12);
        assertThat(z.grad()).isNull();
        z.sum().backward();
        assertThat(y.grad().toDoubleArray()).containsExactly(12, 24);
    }

    @Test
    @DisplayName("A5: what was computed in inference mode is no part of what is differentiated, and says so")
    void inference() {
        Tensor x = vec(1.0, 2.0).requiresGrad_();
        Tensor y;
        try (var _ = Sinter.inferenceMode(); var _ = Sinter.enableGrad()) {
            y = x.mul(2);
            y.add_(1);
            assertThat(Sinter.isGradEnabled()).isFalse();
        }
        assertThat(y.requiresGrad()).isFalse();
        assertThat(y.isInference()).isTrue();
        assertThat(y.toDoubleArray()).containsExactly(3, 5);
        assertThatThrownBy(() -> x.mul(y)).isInstanceOf(Diagnostic.class).hasMessageContaining("inference mode")
                .hasMessageContaining("clone()");
        assertThatThrownBy(() -> y.add_(1)).isInstanceOf(Diagnostic.class).hasMessageContaining("inference mode");
        assertThatThrownBy(y::requiresGrad_).isInstanceOf(Diagnostic.class).hasMessageContaining("inference mode");
        assertThat(x.mul(y.clone()).requiresGrad()).isTrue();
        assertThat(y.mul(2).toDoubleArray()).containsExactly(6, 10);
    }

    @Test
    @DisplayName("A6: grad of several outputs with what flows into each; null for what is unused, if allowed")
    void several() {
        Tensor x = vec(1.0, 2.0).requiresGrad_();
        Tensor unused = vec(1.0).requiresGrad_();
        Tensor a = x.mul(x);
        Tensor b = x.sum();
        assertThat(Sinter.grad(List.of(a, b), List.of(x), List.of(vec(1.0, 10.0), tensor(new double[]{5}).sum()),
                false, false, false).get(0).toDoubleArray()).containsExactly(7, 45);
        assertThat(Sinter.grad(List.of(x.sum()), List.of(x, unused), false, true).get(1)).isNull();
        assertThatThrownBy(() -> Sinter.grad(List.of(x.sum()), List.of(x, unused), false, false))
                .isInstanceOf(Diagnostic.class).hasMessageContaining("allowUnused").hasMessageContaining("input 1");
        assertThatThrownBy(() -> Sinter.grad(x.sum(), List.of(vec(1.0)))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("does not require a gradient");
        Tensor y = x.mul(2);
        Sinter.grad(y.sum(), List.of(x));
        assertThatThrownBy(() -> y.sum().backward()).isInstanceOf(Diagnostic.class).hasMessageContaining("retainGraph");
    }
}
