package dev.sinter.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.ir.Diagnostic;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Fifty steps in float64 against the published rules, written as plain loops; parameter groups; clipping. */
class AdaptiveOptimizersTest {
    private static final double RATE = 0.03;
    private static final double DECAY = 0.02;

    /** One step of a rule for one number; the memory begins with zeros. */
    private interface Rule {
        double next(int step, double p, double gradient, double[] memory);
    }

    private static void check(Function<Map<String, Parameter>, Optimizer> optimizer, Rule rule) {
        double[] start = {1.5, -0.7, 0.3};
        Parameter parameter = new Parameter(Sinter.tensor(start));
        Optimizer ours = optimizer.apply(Map.of("p", parameter));
        double[] plain = start.clone();
        double[][] memory = new double[start.length][3];
        for (int step = 1; step <= 50; step++) {
            ours.step(() -> {
                ours.zeroGrad();
                var loss = parameter.pow(3).mul(parameter).mul(0.25).sub(parameter).sum();
                loss.backward();
                return loss;
            });
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
    @DisplayName("N5: RMSprop, with weight decay, momentum and centred")
    void rmsprop() {
        check(p -> new RMSprop(p, RATE, 0.9, 1e-8, DECAY, 0, false), (step, p, raw, m) -> {
            double g = raw + DECAY * p;
            m[0] = 0.9 * m[0] + 0.1 * g * g;
            return p - RATE * g / (Math.sqrt(m[0]) + 1e-8);
        });
        check(p -> new RMSprop(p, RATE, 0.9, 1e-4, 0, 0.8, true), (step, p, g, m) -> {
            m[0] = 0.9 * m[0] + 0.1 * g * g;
            m[1] = 0.9 * m[1] + 0.1 * g;
            m[2] = 0.8 * m[2] + g / (Math.sqrt(m[0] - m[1] * m[1]) + 1e-4);
            return p - RATE * m[2];
        });
    }

    @Test
    @DisplayName("N5: Adagrad and Adadelta")
    void adagradAndAdadelta() {
        check(p -> new Adagrad(p, RATE, 0.1, DECAY, 0.5, 1e-10), (step, p, raw, m) -> {
            double g = raw + DECAY * p;
            m[0] = step == 1 ? 0.5 + g * g : m[0] + g * g;
            return p - RATE / (1 + (step - 1) * 0.1) * g / (Math.sqrt(m[0]) + 1e-10);
        });
        check(p -> new Adadelta(p, RATE, 0.9, 1e-6, DECAY), (step, p, raw, m) -> {
            double g = raw + DECAY * p;
            m[0] = 0.9 * m[0] + 0.1 * g * g;
            double move = Math.sqrt(m[1] + 1e-6) / Math.sqrt(m[0] + 1e-6) * g;
            m[1] = 0.9 * m[1] + 0.1 * move * move;
            return p - RATE * move;
        });
    }

    @Test
    @DisplayName("N5: Adamax, NAdam and RAdam")
    void adamsKin() {
        check(p -> new Adamax(p, RATE, 0.9, 0.99, 1e-8, DECAY), (step, p, raw, m) -> {
            double g = raw + DECAY * p;
            m[0] = 0.9 * m[0] + 0.1 * g;
            m[1] = Math.max(0.99 * m[1], Math.abs(g) + 1e-8);
            return p - RATE / (1 - Math.pow(0.9, step)) * m[0] / m[1];
        });
        check(p -> new NAdam(p, RATE, 0.9, 0.99, 1e-8, DECAY, 4e-3), (step, p, raw, m) -> {
            double g = raw + DECAY * p;
            double now = 0.9 * (1 - 0.5 * Math.pow(0.96, step * 4e-3));
            double next = 0.9 * (1 - 0.5 * Math.pow(0.96, (step + 1) * 4e-3));
            m[2] = (step == 1 ? 1 : m[2]) * now;
            m[0] = 0.9 * m[0] + 0.1 * g;
            m[1] = 0.99 * m[1] + 0.01 * g * g;
            double scale = Math.sqrt(m[1] / (1 - Math.pow(0.99, step))) + 1e-8;
            return p - RATE * ((1 - now) * g / (1 - m[2]) + next * m[0] / (1 - m[2] * next)) / scale;
        });
        check(p -> new RAdam(p, RATE, 0.9, 0.99, 1e-8, DECAY), (step, p, raw, m) -> {
            double g = raw + DECAY * p;
            m[0] = 0.9 * m[0] + 0.1 * g;
            m[1] = 0.99 * m[1] + 0.01 * g * g;
            double mean = m[0] / (1 - Math.pow(0.9, step));
            double power = Math.pow(0.99, step);
            double limit = 2 / (1 - 0.99) - 1;
            double length = limit - 2 * step * power / (1 - power);
            if (length <= 5) {
                return p - RATE * mean;
            }
            double r = Math.sqrt(
                    (length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length));
            return p - RATE * mean * r * Math.sqrt(1 - power) / (Math.sqrt(m[1]) + 1e-8);
        });
    }

    @Test
    @DisplayName("N5: Adam and AdamW scaled by the greatest mean of squares")
    void amsgrad() {
        Rule rule = (step, p, g, m) -> {
            m[0] = 0.9 * m[0] + 0.1 * g;
            m[1] = 0.8 * m[1] + 0.2 * g * g;
            m[2] = Math.max(m[2], m[1]);
            double scale = Math.sqrt(m[2]) / Math.sqrt(1 - Math.pow(0.8, step)) + 1e-8;
            return p - RATE / (1 - Math.pow(0.9, step)) * m[0] / scale;
        };
        check(p -> new Adam(p, RATE, 0.9, 0.8, 1e-8, DECAY, true),
                (step, p, g, m) -> rule.next(step, p, g + DECAY * p, m));
        check(p -> new AdamW(p, RATE, 0.9, 0.8, 1e-8, DECAY, true),
                (step, p, g, m) -> rule.next(step, p * (1 - RATE * DECAY), g, m));
    }

    @Test
    @DisplayName("N5: Adam counts steps for each parameter, those in which it had a gradient")
    void stepsOfTheirOwn() {
        Parameter late = new Parameter(Sinter.tensor(new double[]{1.5, -0.7}));
        Parameter other = new Parameter(Sinter.tensor(new double[]{1}));
        Parameter alone = new Parameter(late.detach().clone());
        Adam both = new Adam(List.of(late, other), RATE);
        Adam single = new Adam(List.of(alone), RATE);
        for (int step = 0; step < 8; step++) {
            both.zeroGrad();
            other.square().sum().backward();
            if (step >= 3) {
                single.zeroGrad();
                late.square().sum().backward();
                alone.square().sum().backward();
                single.step();
            }
            both.step();
        }
        assertThat(late.toDoubleArray()).containsExactly(alone.toDoubleArray());
    }

    @Test
    @DisplayName("N5: groups of parameters learn at rates of their own; maximising goes up")
    void groups() {
        Parameter a = new Parameter(Sinter.ones(2));
        Parameter b = new Parameter(Sinter.ones(2));
        SGD sgd = new SGD(Map.of("a", a), 0.5, 0.9);
        sgd.addParameterGroup(Map.of("b", b), 0.25);
        sgd.maximize();
        a.add(b).sum().backward();
        sgd.step();
        assertThat(a.toFloatArray()).containsExactly(1.5f, 1.5f);
        assertThat(b.toFloatArray()).containsExactly(1.25f, 1.25f);
        assertThat(sgd.stateDict().keySet()).containsExactly("lr", "momentum.a", "lr.1", "momentum.b");
        assertThatThrownBy(() -> sgd.addParameterGroup(Map.of("c", a), 1)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("[c] are in another group");
    }

    @Test
    @DisplayName("N5: gradients are clipped by their common norm or each by its value")
    void clipping() {
        Parameter a = new Parameter(Sinter.tensor(new double[]{3, 0}));
        Parameter b = new Parameter(Sinter.tensor(new double[]{4}));
        a.square().sum().add(b.square().sum()).mul(0.5).backward();
        assertThat(GradientClipping.clipGradNorm_(List.of(a, b), 1).itemDouble()).isEqualTo(5);
        assertThat(a.grad().toDoubleArray()).containsExactly(new double[]{3 / (5 + 1e-6), 0}, within(1e-15));
        assertThat(b.grad().toDoubleArray()[0]).isCloseTo(4 / (5 + 1e-6), within(1e-15));
        GradientClipping.clipGradNorm_(List.of(a, b), 2);
        assertThat(b.grad().toDoubleArray()[0]).isCloseTo(4 / (5 + 1e-6), within(1e-15));
        GradientClipping.clipGradValue_(List.of(a, b), 0.5);
        assertThat(a.grad().toDoubleArray()).containsExactly(0.5, 0);
        assertThat(b.grad().toDoubleArray()).containsExactly(0.5);
    }
}
