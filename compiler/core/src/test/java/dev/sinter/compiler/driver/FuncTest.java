package dev.sinter.compiler.driver;

import static dev.sinter.Sinter.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sinter.Func;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.nn.Functional;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FuncTest {
    /** In float64. */
    private static Tensor vec(double... values) {
        return tensor(values);
    }

    private static double[] values(Tensor x) {
        return x.toDouble().reshape(-1).toDoubleArray();
    }

    private static void assertNear(Tensor x, double... expected) {
        double[] actual = values(x);
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as("element " + i).isCloseTo(expected[i],
                    within(1e-12 * Math.max(1, Math.abs(expected[i]))));
        }
    }

    @Test
    @DisplayName("A6: grad of grad of grad, and the argument counts apart from what the function reads of the same tensor")
    void orders() {
        UnaryOperator<Tensor> f = x -> x.pow(4).sum();
        UnaryOperator<Tensor> second = Func.grad(x -> Func.grad(f).apply(x).sum());
        UnaryOperator<Tensor> third = Func.grad(x -> second.apply(x).sum());
        Tensor x = vec(2.0, 3.0);
        assertNear(Func.grad(f).apply(x), 32, 108);
        assertNear(second.apply(x), 48, 108);
        assertNear(third.apply(x), 48, 72);
        assertNear(Func.grad(y -> y.mul(x).sum()).apply(x), 2, 3);
        Tensor leaf = vec(2.0, 3.0).requiresGrad_();
        Func.grad(f).apply(leaf).sum().backward();
        assertNear(leaf.grad(), 48, 108);
    }

    @Test
    @DisplayName("A6: jvp, vjp, hvp agree with what calculus says, and with each other")
    void products() {
        Tensor x = vec(0.5, 1.5, 2.0);
        Tensor v = vec(1.0, -2.0, 0.5);
        UnaryOperator<Tensor> f = y -> y.mul(y).mul(y.flip(0));
        Func.Jvp jvp = Func.jvp(f, x, v);
        assertNear(jvp.output(), 0.5, 3.375, 2);
        // d(x0^2 x2) = 2 x0 x2 v0 + x0^2 v2; d(x1^3) = 3 x1^2 v1; d(x2^2 x0) = 2 x2 x0 v2 + x2^2 v0
        assertNear(jvp.tangent(), 2 + 0.125, -13.5, 1 + 4);
        Tensor u = vec(3.0, 1.0, -1.0);
        Func.Vjp vjp = Func.vjp(in -> List.of(f.apply(in.get(0))), List.of(x));
        Tensor back = vjp.pullback().apply(List.of(u)).get(0);
        assertThat(back.mul(v).sum().itemDouble()).isCloseTo(jvp.tangent().mul(u).sum().itemDouble(), within(1e-12));
        Func.Jvp hvp = Func.hvp(y -> y.pow(3).sum(), x, v);
        assertNear(hvp.output(), 0.75, 6.75, 12);
        assertNear(hvp.tangent(), 3, -18, 6);
        assertThatThrownBy(() -> Func.jvp(f, x, vec(1.0))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("tangent of argument 0").hasMessageContaining("f64[3]");
    }

    @Test
    @DisplayName("A6: jacobian by both modes, hessian of a quadratic form")
    void matrices() {
        Tensor a = tensor(new double[][]{{1, 2, 3}, {4, 5, 6}});
        Tensor x = vec(1.0, 2.0, 3.0);
        UnaryOperator<Tensor> f = y -> a.matmul(y.mul(y));
        assertNear(Func.jacobian(f).apply(x), 2, 8, 18, 8, 20, 36);
        assertNear(Func.jacobianForward(f).apply(x), 2, 8, 18, 8, 20, 36);
        assertThat(Func.jacobian(f).apply(x).shape()).hasToString("[2, 3]");
        Tensor h = tensor(new double[][]{{1, 2}, {3, 4}});
        UnaryOperator<Tensor> form = y -> y.matmul(h).mul(y).sum();
        assertNear(Func.hessian(form).apply(vec(5.0, 7.0)), 2, 5, 5, 8);
        Tensor m = Sinter.arange(6).toDouble().view(2, 3).add(1);
        assertThat(Func.hessian(y -> y.log().sum()).apply(m).shape()).hasToString("[2, 3, 2, 3]");
        assertNear(Func.jacobian(Func.jacobian((Tensor y) -> y.pow(3))).apply(vec(2.0)), 12);
    }

    @Test
    @DisplayName("A6: vmap of a function gives, bit for bit, what the function gives for each sample")
    void samples() {
        Sinter.manualSeed(3);
        Tensor x = Sinter.randn(5, 3, 4);
        Tensor w = Sinter.randn(4, 2);
        check("matmul", y -> y.matmul(w).relu().sum(0), x);
        check("softmax", y -> y.softmax(1).mul(y.t().matmul(y).sum()), x);
        check("views", y -> y.slice(0, 0, 2).t().reshape(-1).flip(0).view(2, 4), x);
        check("reductions", y -> y.max(1).values().add(y.argmax(1).toFloat()).mul(y.var(1)), x);
        check("cat", y -> Sinter.cat(List.of(y, w.t(), y), 0), x);
        check("broadcast", y -> y.sum(0).add(y.sum(1).view(3, 1)), x);
        check("index", y -> y.indexSelect(0, tensor(2, 0)).gather(1, tensor(new long[][]{{0, 1}, {3, 2}})), x);
        check("constant", y -> w.mul(2), x);
        check("grad", Func.grad(y -> y.matmul(w).tanh().pow(2).sum()), x);
        check("hessian", y -> Func.hessian(z -> z.mul(z).mul(z).sum()).apply(y.sum(0)), x);
        check("jvp", y -> Func.jvp(z -> z.exp().sum(0), y, y.mul(2)).tangent(), x);
        check("nested", y -> Func.vmap((Tensor z) -> z.mul(z.sum())).apply(y), x);
        check("in place", y -> {
            Tensor z = y.mul(1);
            z.select(0, 1).mul_(3);
            return z;
        }, x);
    }

    private static void check(String name, UnaryOperator<Tensor> function, Tensor x) {
        Tensor all = Func.vmap(function).apply(x);
        for (int i = 0; i < x.size(0); i++) {
            Tensor one = function.apply(x.select(0, i));
            assertThat(all.select(0, i).shape()).as(name).isEqualTo(one.shape());
            assertThat(values(all.select(0, i))).as(name + " of sample " + i).isEqualTo(values(one));
        }
    }

    @Test
    @DisplayName("A6: vmap batches convolutions by the input, by the weight and by both")
    void convolutions() {
        Sinter.manualSeed(4);
        Tensor x = Sinter.randn(3, 2, 4, 6, 6);
        Tensor w = Sinter.randn(3, 6, 2, 3, 3);
        Tensor byInput = Func.vmap((a, b) -> convolved(a, b), 0, Func.SAME).apply(x, w.select(0, 0));
        Tensor byWeight = Func.vmap((a, b) -> convolved(a, b), Func.SAME, 0).apply(x.select(0, 0), w);
        Tensor byBoth = Func.vmap((Tensor a, Tensor b) -> convolved(a, b)).apply(x, w);
        for (int i = 0; i < 3; i++) {
            assertThat(values(byInput.select(0, i))).isEqualTo(values(convolved(x.select(0, i), w.select(0, 0))));
            assertThat(values(byWeight.select(0, i))).isEqualTo(values(convolved(x.select(0, 0), w.select(0, i))));
            assertThat(values(byBoth.select(0, i))).isEqualTo(values(convolved(x.select(0, i), w.select(0, i))));
        }
    }

    private static Tensor convolved(Tensor x, Tensor w) {
        return Sinter.apply(new dev.sinter.ir.Contract.Conv(List.of(2, 1),
                List.of(dev.sinter.types.Dim.of(1), dev.sinter.types.Dim.ZERO),
                List.of(dev.sinter.types.Dim.of(1), dev.sinter.types.Dim.ZERO), List.of(1, 2)),
                x.view(2, 2, 2, 6, 6), w.view(2, 3, 2, 3, 3));
    }

    @Test
    @DisplayName("A6: per-sample gradients, and their bits are those of each sample alone")
    void perSample() {
        Sinter.manualSeed(5);
        Tensor w = Sinter.randn(4, 3);
        Tensor x = Sinter.randn(6, 4);
        Tensor target = tensor(0, 2, 1, 1, 0, 2);
        Tensor all = Func.vmap(in -> List.of(Func.grad((Tensor p) -> loss(p, in.get(0), in.get(1))).apply(w)),
                List.of(0, 0)).apply(List.of(x, target)).get(0);
        assertThat(all.shape()).hasToString("[6, 4, 3]");
        for (int i = 0; i < 6; i++) {
            int row = i;
            Tensor one = Func.grad((Tensor p) -> loss(p, x.select(0, row), target.select(0, row))).apply(w);
            assertThat(values(all.select(0, i))).isEqualTo(values(one));
        }
    }

    private static Tensor loss(Tensor w, Tensor x, Tensor target) {
        return Functional.crossEntropy(x.view(1, 4).matmul(w), target.view(1));
    }

    @Test
    @DisplayName("A6: composed transformations trace and compile for any number of samples, with the bits of eager")
    void compiled() {
        Sinter.manualSeed(6);
        Tensor x = Sinter.randn(5, 4);
        UnaryOperator<Tensor> f = in -> Func.vmap(Func.grad((Tensor y) -> y.exp().mul(y.sum()).sum())).apply(in);
        var program = Sinter.trace(in -> List.of(f.apply(in.get(0))), "x: f32[N,4]").compile();
        assertThat(values(program.call(x))).isEqualTo(values(f.apply(x)));
        assertThat(values(program.call(x.slice(0, 0, 2)))).isEqualTo(values(f.apply(x.slice(0, 0, 2))));
        var matrix = Sinter.trace(in -> List.of(Func.jacobian((Tensor y) -> y.mul(y.sum())).apply(in.get(0))),
                "x: f32[N]").compile();
        assertThat(values(matrix.call(tensor(1f, 2f)))).containsExactly(4, 1, 2, 5);
    }

    @Test
    @DisplayName("A6: gradients flow through vmap to what the function reads from outside")
    void through() {
        Tensor w = vec(2.0, 3.0).requiresGrad_();
        Tensor x = tensor(new double[][]{{1, 2}, {3, 4}, {5, 6}}).requiresGrad_();
        Func.vmap((Tensor row) -> row.mul(w).sum()).apply(x).sum().backward();
        assertNear(w.grad(), 9, 12);
        assertNear(x.grad(), 2, 3, 2, 3, 2, 3);
    }

    @Test
    @DisplayName("A6: a function of one sample may not look at a value, and samples must be as many")
    void refusals() {
        Tensor x = tensor(new double[][]{{1, 2}, {3, 4}});
        assertThatThrownBy(() -> Func.vmap((Tensor y) -> y.mul(y.sum().itemDouble())).apply(x))
                .isInstanceOf(Diagnostic.class).hasMessageContaining("vmap").hasMessageContaining("where()");
        assertThatThrownBy(() -> Func.vmap((Tensor a, Tensor b) -> a.add(b)).apply(x, vec(1.0)))
                .isInstanceOf(Diagnostic.class).hasMessageContaining("samples");
        assertThatThrownBy(() -> Func.grad((Tensor y) -> y).apply(x)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("one element");
        assertNear(Func.vmap((Tensor y) -> y.mul(2)).apply(x), 2, 4, 6, 8);
    }
}
