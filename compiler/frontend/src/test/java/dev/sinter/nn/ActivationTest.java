package dev.sinter.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ActivationTest {
    private record Case(Module module, DoubleUnaryOperator formula, String text) {}

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double clip(double x, double low, double high) {
        return Math.min(Math.max(x, low), high);
    }

    private static Map<String, Case> cases() {
        Map<String, Case> cases = new LinkedHashMap<>();
        put(cases, new ReLU(), x -> Math.max(x, 0), "ReLU()");
        put(cases, new ReLU6(), x -> clip(x, 0, 6), "ReLU6()");
        put(cases, new LeakyReLU(), x -> x > 0 ? x : 0.01 * x, "LeakyReLU(negative_slope=0.01)");
        put(cases, new ELU(0.7), x -> x > 0 ? x : 0.7 * Math.expm1(x), "ELU(alpha=0.7)");
        put(cases, new SELU(), x -> 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)), "SELU()");
        put(cases, new CELU(0.5), x -> Math.max(0, x) + Math.min(0, 0.5 * Math.expm1(x / 0.5)), "CELU(alpha=0.5)");
        put(cases, new GELU(true),
                x -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
                "GELU(approximate='tanh')");
        put(cases, new GELU(), x -> 0.5 * x * (1 + Normal.erf(x / Math.sqrt(2))), "GELU(approximate='none')");
        put(cases, new SiLU(), x -> x * sigmoid(x), "SiLU()");
        put(cases, new Mish(), x -> x * Math.tanh(Math.log1p(Math.exp(x))), "Mish()");
        put(cases, new Hardswish(), x -> x * clip(x + 3, 0, 6) / 6, "Hardswish()");
        put(cases, new Hardsigmoid(), x -> clip(x + 3, 0, 6) / 6, "Hardsigmoid()");
        put(cases, new Hardtanh(-2, 0.5), x -> clip(x, -2, 0.5), "Hardtanh(min_val=-2.0, max_val=0.5)");
        put(cases, new Softplus(2, 3), x -> 2 * x > 3 ? x : Math.log1p(Math.exp(2 * x)) / 2,
                "Softplus(beta=2.0, threshold=3.0)");
        put(cases, new Softsign(), x -> x / (1 + Math.abs(x)), "Softsign()");
        put(cases, new Tanh(), Math::tanh, "Tanh()");
        put(cases, new Sigmoid(), ActivationTest::sigmoid, "Sigmoid()");
        put(cases, new LogSigmoid(), x -> -Math.log1p(Math.exp(-x)), "LogSigmoid()");
        put(cases, new Tanhshrink(), x -> x - Math.tanh(x), "Tanhshrink()");
        put(cases, new Softshrink(0.3), x -> Math.abs(x) <= 0.3 ? 0 : x - 0.3 * Math.signum(x),
                "Softshrink(lambd=0.3)");
        put(cases, new Hardshrink(0.3), x -> Math.abs(x) <= 0.3 ? 0 : x, "Hardshrink(lambd=0.3)");
        put(cases, new Threshold(0.2, 9), x -> x > 0.2 ? x : 9, "Threshold(threshold=0.2, value=9.0)");
        put(cases, new PReLU(), x -> x > 0 ? x : 0.25 * x, "PReLU(num_parameters=1)");
        put(cases, new Identity(), x -> x, "Identity()");
        return cases;
    }

    private static void put(Map<String, Case> cases, Module module, DoubleUnaryOperator formula, String text) {
        module.to(DType.F64);
        cases.put(text, new Case(module, formula, text));
    }

    @Test
    @DisplayName("N2: activations follow their formulas, their derivatives agree with differences, and they print their settings")
    void formulas() {
        Grid x = Grid.fill(new int[]{61}, at -> -7.53 + 0.25 * at[0]);
        for (Case one : cases().values()) {
            assertThat(one.module).hasToString(one.text);
            Grid.fill(x.sizes, at -> one.formula.applyAsDouble(x.at(at))).judges(one.module.call(x.tensor()));
            Tensor in = x.tensor().requiresGrad_();
            one.module.call(in).sum().backward();
            double h = 1e-6;
            Grid.fill(x.sizes, at -> (one.formula.applyAsDouble(x.at(at) + h) - one.formula.applyAsDouble(x.at(at) - h))
                    / (2 * h)).judges(in.grad(), 1e-7);
        }
    }

    @Test
    @DisplayName("N2: activations of extreme numbers stay finite, and so do their derivatives")
    void extremes() {
        for (Case one : cases().values()) {
            Tensor x = Sinter.tensor(new double[]{-1e4, -800, 0, 800, 1e4}).requiresGrad_();
            Tensor y = one.module.call(x);
            y.sum().backward();
            assertThat(y.isFinite().all().itemBool()).as(one.text).isTrue();
            assertThat(x.grad().isFinite().all().itemBool()).as("derivative of " + one.text).isTrue();
        }
    }

    @Test
    @DisplayName("N2: PReLU has a slope for each channel; softmax, softmin, logSoftmax and GLU work along an axis")
    void axes() {
        Grid x = Grid.random(2, 4, 3);
        PReLU prelu = new PReLU(4, 0.25);
        prelu.to(DType.F64);
        Sinter.noGrad(() -> {
            prelu.weight.copy_(Sinter.arange(4));
        });
        Grid.fill(x.sizes, at -> x.at(at) > 0 ? x.at(at) : at[1] * x.at(at)).judges(prelu.call(x.tensor()));
        Grid.fill(x.sizes, at -> {
            double sum = 0;
            for (int c = 0; c < 4; c++) {
                sum += Math.exp(x.at(at[0], c, at[2]));
            }
            return Math.exp(x.at(at)) / sum;
        }).judges(new Softmax(1).call(x.tensor()));
        Grid.of(new Softmax(1).call(x.tensor().neg())).judges(new Softmin(1).call(x.tensor()));
        Grid.of(new Softmax(2).call(x.tensor()).log()).judges(new LogSoftmax(2).call(x.tensor()));
        Grid.fill(new int[]{2, 2, 3}, at -> x.at(at) * sigmoid(x.at(at[0], at[1] + 2, at[2])))
                .judges(new GLU(1).call(x.tensor()));
        assertThatThrownBy(() -> new GLU(2).call(x.tensor())).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("halves");
        assertThatThrownBy(() -> new PReLU(3, 0.1).call(x.tensor())).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("[3]");
    }
}
