package dev.sinter.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.ir.Diagnostic;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ParameterGroupTest {
    private static Parameter parameter() {
        return new Parameter(Sinter.tensor(new double[]{1, -2, 0.5}));
    }

    private static void steps(Optimizer optimizer, int count) {
        for (int i = 0; i < count; i++) {
            optimizer.zeroGrad();
            optimizer.parameters().stream().map(p -> p.mul(p).mul(p).sum()).reduce((a, b) -> a.add(b)).orElseThrow()
                    .backward();
            optimizer.step();
        }
    }

    /** An optimiser made with a weight decay. */
    record Kind(String name, BiFunction<Map<String, Parameter>, Double, Optimizer> decaying) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                new Kind("SGD", (p, d) -> new SGD(p, 0.01, 0.9, 0, d, false)),
                new Kind("Adam", (p, d) -> new Adam(p, 0.01, 0.9, 0.999, 1e-8, d)),
                new Kind("AdamW", (p, d) -> new AdamW(p, 0.01, 0.9, 0.999, 1e-8, d)),
                new Kind("Adamax", (p, d) -> new Adamax(p, 0.01, 0.9, 0.999, 1e-8, d)),
                new Kind("NAdam", (p, d) -> new NAdam(p, 0.01, 0.9, 0.999, 1e-8, d, 4e-3)),
                new Kind("RAdam", (p, d) -> new RAdam(p, 0.01, 0.9, 0.999, 1e-8, d)),
                new Kind("RMSprop", (p, d) -> new RMSprop(p, 0.01, 0.99, 1e-8, d, 0, false)),
                new Kind("Adagrad", (p, d) -> new Adagrad(p, 0.01, 0.1, d, 0, 1e-10)),
                new Kind("Adadelta", (p, d) -> new Adadelta(p, 1, 0.9, 1e-6, d)));
    }

    @ParameterizedTest(name = "N5: a group of {0} has a weight decay of its own: the bits of an optimiser made with it")
    @MethodSource("kinds")
    void weightDecay(Kind kind) {
        Parameter first = parameter();
        Parameter second = parameter();
        Optimizer both = kind.decaying.apply(Map.of("first", first), 0.1);
        both.addParameterGroup(Map.of("second", second), both.learningRate(), Map.of("weightDecay", 0.3));
        steps(both, 6);
        Function<Double, double[]> alone = decay -> {
            Parameter p = parameter();
            steps(kind.decaying.apply(Map.of("p", p), decay), 6);
            return p.toDoubleArray();
        };
        assertThat(first.toDoubleArray()).isEqualTo(alone.apply(0.1));
        assertThat(second.toDoubleArray()).isEqualTo(alone.apply(0.3)).isNotEqualTo(first.toDoubleArray());
    }

    @Test
    @DisplayName("N5: a group may have a momentum where the first has none, and other betas")
    void otherOptions() {
        Parameter a = parameter();
        Parameter b = parameter();
        SGD sgd = new SGD(Map.of("a", a), 0.01, 0);
        sgd.addParameterGroup(Map.of("b", b), 0.01, Map.of("momentum", 0.5, "dampening", 0.25));
        steps(sgd, 5);
        Parameter alone = parameter();
        steps(new SGD(Map.of("p", alone), 0.01, 0.5, 0.25, 0, false), 5);
        assertThat(b.toDoubleArray()).isEqualTo(alone.toDoubleArray());
        Parameter plain = parameter();
        steps(new SGD(List.of(plain), 0.01), 5);
        assertThat(a.toDoubleArray()).isEqualTo(plain.toDoubleArray());
        assertThat(sgd.options(1)).containsEntry("momentum", 0.5);

        Parameter c = parameter();
        Adam adam = new Adam(Map.of("x", parameter()), 0.01);
        adam.addParameterGroup(Map.of("c", c), 0.02, Map.of("beta1", 0.5, "epsilon", 1e-3));
        steps(adam, 5);
        Parameter own = parameter();
        steps(new Adam(Map.of("p", own), 0.02, 0.5, 0.999, 1e-3, 0), 5);
        assertThat(c.toDoubleArray()).isEqualTo(own.toDoubleArray());
    }

    @Test
    @DisplayName("N5: an option that the optimiser does not have, or that does not suit it, is refused before anything has changed")
    void refused() {
        SGD sgd = new SGD(Map.of("a", parameter()), 0.01, 0.9, 0, 0, true);
        Map<String, Parameter> more = Map.of("b", parameter());
        assertThatThrownBy(() -> sgd.addParameterGroup(more, 0.1, Map.of("beta1", 0.9))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("SGD has no option 'beta1'; there are [momentum, weightDecay, dampening]");
        assertThatThrownBy(() -> sgd.addParameterGroup(more, 0.1, Map.of("weightDecay", -1.0)))
                .isInstanceOf(Diagnostic.class)
                .hasMessageContaining("the weightDecay of an optimiser is 0 or more, not -1.0");
        assertThatThrownBy(() -> sgd.addParameterGroup(more, 0.1, Map.of("momentum", 0.0)))
                .isInstanceOf(Diagnostic.class).hasMessageContaining("Nesterov's form needs a momentum");
        assertThat(sgd.groupCount()).isEqualTo(1);
        assertThatThrownBy(() -> new LBFGS(List.of(parameter()), 1).addParameterGroup(more, 0.1))
                .isInstanceOf(Diagnostic.class).hasMessageContaining("LBFGS: all parameters are in one group");
    }
}
