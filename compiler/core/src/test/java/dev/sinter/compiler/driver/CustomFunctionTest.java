package dev.sinter.compiler.driver;

import static dev.sinter.Sinter.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.CustomFunction;
import dev.sinter.Func;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Graph;
import dev.sinter.ir.text.Parser;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CustomFunctionTest {
    /** Rounds, and lets ten times what flows through. */
    private static final class Rounding extends CustomFunction {
        @Override
        protected List<Tensor> forward(Context context, List<Tensor> inputs) {
            return List.of(inputs.get(0).round());
        }

        @Override
        protected List<Tensor> backward(Context context, List<Tensor> flows) {
            return List.of(flows.get(0).mul(10));
        }
    }

    /** The square and the cube. */
    private static final class Powers extends CustomFunction {
        @Override
        protected List<Tensor> forward(Context context, List<Tensor> inputs) {
            Tensor x = inputs.get(0);
            context.save(x);
            return List.of(x.mul(x), x.mul(x).mul(x));
        }

        @Override
        protected List<Tensor> backward(Context context, List<Tensor> flows) {
            Tensor x = context.saved().get(0);
            return List.of(flows.get(0).mul(x.mul(2)).add(flows.get(1).mul(x.mul(x).mul(3))));
        }
    }

    private static Tensor vec(double... values) {
        return tensor(values);
    }

    @Test
    @DisplayName("A7: a function has the derivative that it states, and a name in the graph of derivatives")
    void stated() {
        Tensor x = vec(1.4, 2.6).requiresGrad_();
        Tensor y = new Rounding().call(x);
        assertThat(y.toDoubleArray()).containsExactly(1, 3);
        assertThat(y.gradFn().name()).isEqualTo("RoundingBackward");
        y.mul(y).sum().backward();
        assertThat(x.grad().toDoubleArray()).containsExactly(20, 60);
        assertThat(new Rounding().call(vec(1.4)).requiresGrad()).isFalse();
    }

    @Test
    @DisplayName("A7: several values, what was saved, second order, forward mode and vmap")
    void composed() {
        UnaryOperator<Tensor> f = x -> {
            List<Tensor> powers = new Powers().callAll(x);
            return powers.get(0).add(powers.get(1));
        };
        Tensor x = vec(1, 2, 3);
        Func.gradCheck(in -> f.apply(in.get(0)), List.of(x), 1e-6);
        assertThat(Func.grad((Tensor y) -> Func.grad((Tensor z) -> f.apply(z).sum()).apply(y).sum()).apply(x)
                .toDoubleArray())
                .containsExactly(8, 14, 20);
        assertThat(Func.jvp(f, x, vec(1, 1, 10)).tangent().toDoubleArray()).containsExactly(5, 16, 330);
        assertThat(Func.vmap(Func.grad((Tensor y) -> f.apply(y))).apply(x).toDoubleArray()).containsExactly(5, 16, 33);
    }

    @Test
    @DisplayName("A7: the derivative is a part of the graph: compiled as eager, printed and read back")
    void inTheGraph() {
        var trace = Sinter.trace(in -> {
            UnaryOperator<Tensor> gradient = Func.grad((Tensor x) -> new Rounding().call(x).pow(2).sum());
            return List.of(gradient.apply(in.get(0)));
        }, "x: f64[N]");
        assertThat(trace.compile().call(vec(1.4, 2.6)).toDoubleArray()).containsExactly(20, 60);
        Graph graph = Parser.parse("""
                graph @f(%x: f64[3]) {
                  %0: f64[3] = round %x
                  %1: f64[3] = custom %0, %x {backward={graph @backward(%flow: f64[3]) {
                    %0: f64[3] = neg %flow
                    return d0=%0
                  }}}
                  return y=%1
                }
                """);
        assertThat(Parser.parse(graph.toString()).toString()).isEqualTo(graph.toString());
        assertThatThrownBy(() -> Parser.parse(graph.toString().replace("f64[3]) {", "f64[4]) {")))
                .hasMessageContaining("f64[4]");
    }

    @Test
    @DisplayName("A7: a backward that does not fit is refused, by the function's name")
    void refused() {
        CustomFunction wrong = new CustomFunction() {
            @Override
            protected List<Tensor> forward(Context context, List<Tensor> inputs) {
                return List.of(inputs.get(0).mul(2));
            }

            @Override
            protected List<Tensor> backward(Context context, List<Tensor> flows) {
                return List.of(flows.get(0).sum());
            }
        };
        assertThatThrownBy(() -> wrong.call(vec(1, 2).requiresGrad_())).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("f64[]").hasMessageContaining("f64[2]");
    }

    @Test
    @DisplayName("A10: gradCheck accepts right derivatives and names the element of a wrong one")
    void checked() {
        Func.gradCheck(in -> in.get(0).matmul(in.get(1)).tanh(),
                List.of(vec(1, 2, 3, 4).view(2, 2), vec(0.1, 0.2, 0.3, 0.4).view(2, 2)), 1e-6);
        assertThatThrownBy(() -> Func.gradCheck(in -> new Rounding().call(in.get(0)), List.of(vec(1.2, 2.3)), 1e-6))
                .isInstanceOf(AssertionError.class).hasMessageContaining("element 0 of input 0")
                .hasMessageContaining("1.2");
        assertThatThrownBy(() -> Func.gradCheck(in -> in.get(0), List.of(tensor(1.5f)), 1e-6))
                .isInstanceOf(Diagnostic.class).hasMessageContaining("float64");
    }

    private static Tensor deep(Tensor x, Tensor w) {
        Tensor y = x;
        for (int i = 0; i < 6; i++) {
            y = y.matmul(w).sin();
        }
        return y;
    }

    @Test
    @DisplayName("A7: with checkpoints the gradients have the same bits, also of what the function reads from outside")
    void checkpoints() {
        Sinter.manualSeed(1);
        Tensor w = Sinter.randn(4, 4).requiresGrad_();
        Tensor x = Sinter.randn(3, 4).requiresGrad_();
        deep(deep(x, w), w).sum().backward();
        float[] byW = w.grad().reshape(-1).toFloatArray();
        float[] byX = x.grad().reshape(-1).toFloatArray();
        w.setGrad(null);
        x.setGrad(null);
        Func.checkpoint(y -> deep(y, w), Func.checkpoint(y -> deep(y, w), x)).sum().backward();
        assertThat(x.grad().reshape(-1).toFloatArray()).isEqualTo(byX);
        assertThat(w.grad().reshape(-1).toFloatArray()).hasSameSizeAs(byW);
        for (int i = 0; i < byW.length; i++) {
            assertThat(w.grad().reshape(-1).toFloatArray()[i]).isCloseTo(byW[i],
                    org.assertj.core.api.Assertions.within(1e-5f));
        }
    }
}
