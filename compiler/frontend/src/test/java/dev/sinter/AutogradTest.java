package dev.sinter;

import static dev.sinter.Sinter.noGrad;
import static dev.sinter.Sinter.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sinter.ir.Diagnostic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AutogradTest {
    private static Tensor leaf(double... values) {
        return tensor(values).requiresGrad_();
    }

    @Test
    @DisplayName("A1: leaves, gradFn by name, nextFunctions; integers cannot require a gradient, and are told why")
    void bookkeeping() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(3).t();
        assertThat(x.isLeaf()).isTrue();
        assertThat(x.gradFn()).isNull();
        assertThat(y.isLeaf()).isFalse();
        assertThat(y.sum().gradFn().name()).isEqualTo("SumBackward");
        assertThat(x.mul(3).view(2, 1).gradFn().name()).isEqualTo("ReshapeBackward");
        assertThat(x.mul(3).gradFn().nextFunctions()).singleElement().hasToString("<AccumulateGrad>");
        assertThatThrownBy(() -> tensor(1, 2).requiresGrad_())
                .isInstanceOf(Diagnostic.class)
                .hasMessageContaining("i64[2]")
                .hasMessageContaining("real numbers");
        assertThatThrownBy(() -> y.requiresGrad_(false)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("detach()");
    }

    @Test
    @DisplayName("A2: ln(x1) + x1 x2 - sin(x2) at (2, 5) has the gradient 5.5, 2 - cos 5")
    void classic() {
        Tensor x1 = tensor(new double[]{2}).requiresGrad_();
        Tensor x2 = tensor(new double[]{5}).requiresGrad_();
        x1.log().add(x1.mul(x2)).sub(x2.sin()).sum().backward();
        assertThat(x1.grad().item()).isEqualTo(5.5);
        assertThat(x2.grad().itemDouble()).isCloseTo(2 - Math.cos(5), within(1e-15));
    }

    @Test
    @DisplayName("A2: gradients through every operation here agree with central differences")
    void differences() {
        Map<String, UnaryOperator<Tensor>> functions = new LinkedHashMap<>();
        functions.put("exp", Tensor::exp);
        functions.put("sigmoid", Tensor::sigmoid);
        functions.put("softmax", x -> x.view(2, 3).softmax(1));
        functions.put("logSoftmax", x -> x.view(2, 3).logSoftmax(0));
        functions.put("logSumExp", x -> x.view(2, 3).logSumExp(1, true));
        functions.put("div", x -> x.div(x.add(2)));
        functions.put("pow", x -> x.pow(3));
        functions.put("views", x -> x.view(2, 3).t().select(0, 1).mul(x.narrow(0, 2, 2)));
        functions.put("expand", x -> x.view(6, 1).expand(6, 4).mul(x.slice(0, 0, 4)));
        functions.put("matmul", x -> x.view(2, 3).matmul(x.view(3, 2)).matmul(x.slice(0, 0, 2)));
        functions.put("max", x -> x.view(2, 3).max(1).values());
        functions.put("var", x -> x.view(3, 2).var(0));
        functions.put("cat", x -> Sinter.cat(List.of(x, x.mul(2), x.flip(0)), 0).mul(Sinter.arange(18)));
        functions.put("gather", x -> x.gather(0, tensor(5, 5, 1)).mul(x.indexSelect(0, tensor(0, 1, 1))));
        functions.put("where", x -> Sinter.where(x.gt(0.5), x.mul(x), x.mul(7)));
        functions.put("clamp", x -> x.clamp(0.4, 1.1).mul(x));
        functions.put("in place", x -> {
            Tensor y = x.mul(2);
            Tensor before = y.mul(y);
            y.narrow(0, 1, 3).mul_(y.narrow(0, 2, 3));
            y.select(0, 0).fill_(3);
            return y.mul(before);
        });
        functions.put("loop", x -> {
            Tensor y = x;
            while (y.sum().itemDouble() < 50) {
                y = y.mul(1.5).add(x);
            }
            return y;
        });
        functions.forEach((name, function) -> check(name, function));
    }

    private static void check(String name, UnaryOperator<Tensor> function) {
        double[] point = {0.3, 0.7, 0.55, 1.2, 0.9, 0.1};
        Tensor x = leaf(point);
        Tensor y = function.apply(x);
        Tensor weights = Sinter.arange((int) y.numel()).view(y.shape()).add(1).toDouble();
        y.backward(weights);
        double[] gradient = x.grad().toDoubleArray();
        double h = 1e-5;
        for (int i = 0; i < point.length; i++) {
            double[] up = point.clone();
            double[] down = point.clone();
            up[i] += h;
            down[i] -= h;
            double above = function.apply(tensor(up)).mul(weights).sum().itemDouble();
            double below = function.apply(tensor(down)).mul(weights).sum().itemDouble();
            assertThat(gradient[i]).as(name + " at " + i).isCloseTo((above - below) / (2 * h),
                    within(1e-6 * Math.max(1, Math.abs(gradient[i]))));
        }
    }

    @Test
    @DisplayName("A2: without a gradient only one element can be differentiated; a gradient must have the shape")
    void nonScalar() {
        Tensor x = leaf(1, 2);
        assertThatThrownBy(() -> x.mul(2).backward()).isInstanceOf(Diagnostic.class).hasMessageContaining("f64[2]")
                .hasMessageContaining("sum");
        assertThatThrownBy(() -> x.mul(2).backward(tensor(1.0))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("shape []");
        assertThatThrownBy(() -> tensor(1.0).backward()).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("requiresGrad_()");
        x.mul(2).backward(tensor(10.0, 100).toDouble());
        assertThat(x.grad().toDoubleArray()).containsExactly(20, 200);
    }

    @Test
    @DisplayName("A3: gradients accumulate; a leaf that is not reached has none")
    void accumulation() {
        Tensor x = leaf(1, 2);
        Tensor other = leaf(3);
        x.sum().backward();
        Tensor first = x.grad();
        x.mul(x).sum().backward();
        assertThat(x.grad()).isSameAs(first);
        assertThat(x.grad().toDoubleArray()).containsExactly(3, 5);
        assertThat(other.grad()).isNull();
        x.grad().zero_();
        x.sum().backward();
        assertThat(x.grad().toDoubleArray()).containsExactly(1, 1);
        x.setGrad(null);
        assertThat(x.grad()).isNull();
    }

    @Test
    @DisplayName("A4: a graph that shares a part with a released one is refused as well; leaves may be used again")
    void release() {
        Tensor x = leaf(2);
        Tensor shared = x.mul(x);
        Tensor a = shared.sum();
        Tensor b = shared.mul(3).sum();
        a.backward();
        assertThatThrownBy(b::backward).isInstanceOf(Diagnostic.class).hasMessageContaining("retainGraph");
        x.mul(x).sum().backward();
        assertThat(x.grad().toDoubleArray()).containsExactly(8);
        assertThat(a.item()).isEqualTo(4.0);
    }

    @Test
    @DisplayName("A5: under noGrad nothing requires a gradient, enableGrad undoes it, detach cuts")
    void modes() {
        Tensor x = leaf(2);
        assertThat(noGrad(() -> x.mul(2)).requiresGrad()).isFalse();
        try (var _ = noGrad(); var _ = Sinter.enableGrad()) {
            assertThat(x.mul(2).requiresGrad()).isTrue();
        }
        assertThat(Sinter.isGradEnabled()).isTrue();
        // The detached product is the same value as the other one, but a constant.
        Tensor y = x.mul(x);
        y.mul(x.mul(x).detach()).sum().backward();
        assertThat(x.grad().toDoubleArray()).containsExactly(16);
        x.setGrad(null);
        y = x.mul(x);
        Tensor z = noGrad(() -> x.mul(x));
        y.mul(z).sum().backward();
        assertThat(x.grad().toDoubleArray()).containsExactly(16);
    }

    @Test
    @DisplayName("A5: a leaf may be written under noGrad only; afterwards it is a leaf still")
    void leafWrites() {
        Tensor x = leaf(2);
        assertThatThrownBy(() -> x.add_(1)).isInstanceOf(Diagnostic.class).hasMessageContaining("noGrad()");
        assertThatThrownBy(() -> x.select(0, 0).add_(1)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("a view of a leaf");
        noGrad(() -> {
            x.add_(1);
        });
        x.mul(x).sum().backward();
        assertThat(x.grad().toDoubleArray()).containsExactly(6);
        Tensor detached = x.detach();
        detached.fill_(10);
        assertThat(x.toDoubleArray()).containsExactly(10);
    }

    @Test
    @DisplayName("A2: an in-place operation never corrupts a gradient: values that were read stay what they were")
    void safe() {
        Tensor x = leaf(3);
        Tensor a = x.mul(1);
        Tensor square = a.mul(a);
        a.add_(100);
        square.sum().backward();
        assertThat(x.grad().toDoubleArray()).containsExactly(6);
        Tensor base = Sinter.zeros(3).toDouble();
        base.narrow(0, 0, 1).copy_(x.mul(5));
        assertThat(base.requiresGrad()).isTrue();
        base.sum().backward();
        assertThat(x.grad().toDoubleArray()).containsExactly(11);
    }

    @Test
    @DisplayName("A8: a function with a loop and recursion differentiates")
    void controlFlow() {
        Tensor x = leaf(1.5);
        power(x, 5).sum().backward();
        assertThat(x.grad().toDoubleArray()[0]).isCloseTo(5 * Math.pow(1.5, 4), within(1e-12));
    }

    private static Tensor power(Tensor x, int n) {
        return n == 0 ? Sinter.onesLike(x) : n % 2 == 0 ? power(x.mul(x), n / 2) : x.mul(power(x, n - 1));
    }

    @Test
    @DisplayName("A6: grad gives derivatives by leaves and by intermediate values, and of derivatives again")
    void higherOrder() {
        Tensor x = leaf(2);
        Tensor y = x.mul(x);
        Tensor z = y.mul(x).sum();
        Tensor first = Sinter.grad(z, List.of(x), true).get(0);
        assertThat(first.item()).isEqualTo(12.0);
        Tensor second = Sinter.grad(first.sum(), List.of(x), true).get(0);
        assertThat(second.item()).isEqualTo(12.0);
        Tensor third = Sinter.grad(second.sum(), List.of(x)).get(0);
        assertThat(third.item()).isEqualTo(6.0);
        assertThat(x.grad()).isNull();
        Tensor w = x.mul(3);
        assertThat(Sinter.grad(w.mul(w).sum(), List.of(w)).get(0).item()).isEqualTo(12.0);
        Tensor penalty = Sinter.grad(x.exp().sum(), List.of(x), true).get(0);
        penalty.mul(penalty).sum().backward();
        assertThat(x.grad().itemDouble()).isCloseTo(2 * Math.exp(4), within(1e-12));
        assertThatThrownBy(() -> Sinter.grad(x.sum(), List.of(leaf(1)))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("input 0");
    }
}
