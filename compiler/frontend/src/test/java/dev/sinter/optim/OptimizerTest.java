package dev.sinter.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Fifty steps in float64 against the published rules, written as plain loops. */
class OptimizerTest {
    private static final double RATE = 0.05;
    private static final double DECAY = 0.02;

    /** One step of a rule for one number. */
    private interface Rule {
        double next(int step, double p, double gradient, double[] memory);
    }

    private static void check(Function<Map<String, Parameter>, Optimizer> optimizer, Rule rule) {
        double[] start = {1.5, -0.7, 0.3};
        Parameter parameter = new Parameter(Sinter.tensor(start));
        Optimizer ours = optimizer.apply(Map.of("p", parameter));
        double[] plain = start.clone();
        double[][] memory = new double[start.length][2];
        for (int step = 1; step <= 50; step++) {
            ours.zeroGrad();
            // The sum of x^4/4 - x, whose derivative is x^3 - 1.
            parameter.pow(3).mul(parameter).mul(0.25).sub(parameter).sum().backward();
            ours.step();
            for (int i = 0; i < plain.length; i++) {
                plain[i] = rule.next(step, plain[i], plain[i] * plain[i] * plain[i] - 1, memory[i]);
            }
        }
        double[] result = parameter.toDoubleArray();
        for (int i = 0; i < plain.length; i++) {
            assertThat(result[i]).isCloseTo(plain[i], within(1e-10));
        }
    }

    @Test
    @DisplayName("N5: SGD, with weight decay, momentum, dampening and Nesterov's form")
    void sgd() {
        check(p -> new SGD(p, RATE, 0), (step, p, g, m) -> p - RATE * g);
        check(p -> new SGD(p, RATE, 0, 0, DECAY, false), (step, p, g, m) -> p - RATE * (g + DECAY * p));
        check(p -> new SGD(p, RATE, 0.9), (step, p, g, m) -> {
            m[0] = step == 1 ? g : 0.9 * m[0] + g;
            return p - RATE * m[0];
        });
        check(p -> new SGD(p, RATE, 0.9, 0.4, 0, false), (step, p, g, m) -> {
            m[0] = step == 1 ? g : 0.9 * m[0] + 0.6 * g;
            return p - RATE * m[0];
        });
        check(p -> new SGD(p, RATE, 0.9, 0, DECAY, true), (step, p, g, m) -> {
            double d = g + DECAY * p;
            m[0] = step == 1 ? d : 0.9 * m[0] + d;
            return p - RATE * (d + 0.9 * m[0]);
        });
        assertThatThrownBy(() -> new SGD(Map.of("p", new Parameter(Sinter.zeros(1))), 0.1, 0, 0, 0, true))
                .isInstanceOf(Diagnostic.class);
    }

    @Test
    @DisplayName("N5: Adam and AdamW")
    void adam() {
        check(p -> new Adam(p, RATE, 0.9, 0.999, 1e-8, DECAY), (step, p, g, m) -> adam(step, p, g + DECAY * p, m));
        check(p -> new AdamW(p, RATE, 0.9, 0.999, 1e-8, DECAY),
                (step, p, g, m) -> adam(step, p * (1 - RATE * DECAY), g, m));
    }

    private static double adam(int step, double p, double g, double[] m) {
        m[0] = 0.9 * m[0] + 0.1 * g;
        m[1] = 0.999 * m[1] + 0.001 * g * g;
        double mean = m[0] / (1 - Math.pow(0.9, step));
        double square = m[1] / (1 - Math.pow(0.999, step));
        return p - RATE * mean / (Math.sqrt(square) + 1e-8);
    }

    @Test
    @DisplayName("N5: an update by hand gives the same bits as SGD")
    void byHand() {
        Parameter a = new Parameter(Sinter.randn(5));
        Parameter b = new Parameter(a.detach().clone());
        SGD sgd = new SGD(List.of(a), 0.1);
        Tensor x = Sinter.randn(5);
        for (int i = 0; i < 3; i++) {
            a.mul(x).exp().sum().backward();
            b.mul(x).exp().sum().backward();
            sgd.step();
            sgd.zeroGrad();
            Sinter.noGrad(() -> b.sub_(b.grad().mul(0.1)));
            b.setGrad(null);
        }
        assertThat(a.toBuffer().sameBits(b.toBuffer())).isTrue();
    }

    @Test
    @DisplayName("N5: the learning rate can be changed; state is saved and loaded by name")
    void state() {
        Parameter p = new Parameter(Sinter.ones(2));
        SGD sgd = new SGD(Map.of("p", p), 0.5, 0.9);
        assertThat(sgd.learningRate()).isEqualTo(0.5);
        sgd.setRate(0.25);
        p.sum().backward();
        sgd.step();
        assertThat(p.toFloatArray()).containsExactly(0.75f, 0.75f);
        assertThat(sgd.stateDict().keySet()).containsExactly("lr", "momentum.p");
        SGD other = new SGD(Map.of("p", p), 1, 0.9);
        other.loadStateDict(sgd.stateDict());
        assertThat(other.learningRate()).isEqualTo(0.25);
        assertThatThrownBy(() -> other.loadStateDict(Map.of("lr", Sinter.zeros())))
                .isInstanceOf(Diagnostic.class)
                .hasMessageContaining("momentum.p");
    }
}
