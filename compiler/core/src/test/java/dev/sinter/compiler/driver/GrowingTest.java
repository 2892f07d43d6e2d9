package dev.sinter.compiler.driver;

import static dev.sinter.Sinter.cat;
import static dev.sinter.Sinter.noGrad;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.nn.Functional;
import dev.sinter.random.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Eager calls on sizes that are always others, as where a text grows by a word at a time. */
class GrowingTest {
    private static final Tensor W = Sinter.randn(new Generator(5), 6, 6);

    /** Attention to all before, of which the last is taken, and some means. */
    private static List<Tensor> layer(List<Tensor> in) {
        Tensor x = in.get(0);
        Tensor q = x.matmul(W);
        Tensor y = Functional.scaledDotProductAttention(q, x, x, null, 0, true);
        return List.of(y.select(0, -1).softmax(0), y.flatten().std(), y.mean(0), cat(List.of(x, y), 0).amax(1));
    }

    private static List<float[]> interpreted(Function<List<Tensor>, List<Tensor>> function, Tensor x) {
        Graph graph = Sinter.trace(function, "x: f32[" + x.size(0) + ",6]").graph();
        Map<String, Literal> results = Interpreter.run(graph,
                Map.of("x", Literal.of(x.shape(), x.flatten().toFloatArray())));
        return graph.outputs().keySet().stream().map(name -> results.get(name).toFloats()).toList();
    }

    @Test
    @DisplayName("C7: an eager loop over growing sizes has the interpreter's bits at each")
    void growing() {
        Tensor x = Sinter.randn(new Generator(1), 1, 6);
        List<Tensor> given = new ArrayList<>();
        List<List<Tensor>> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            List<Tensor> got = layer(List.of(x));
            Sinter.evaluate(got.toArray(Tensor[]::new));
            given.add(x);
            results.add(got);
            x = cat(List.of(x, got.get(2).unsqueeze(0)), 0);
            Sinter.evaluate(x);
        }
        for (int i = 0; i < given.size(); i++) {
            List<float[]> expected = interpreted(GrowingTest::layer, given.get(i));
            for (int j = 0; j < expected.size(); j++) {
                assertThat(results.get(i).get(j).flatten().toFloatArray()).isEqualTo(expected.get(j));
            }
        }
    }
}
