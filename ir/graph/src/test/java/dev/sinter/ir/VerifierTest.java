package dev.sinter.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.verify.Verifier;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lies in the graph's package: nodes that break rules can only be made there. */
class VerifierTest {
    private final Graph.Builder builder = Graph.builder();
    private final Node x = input("x", "f32[N,3]");
    private final Node negated = builder.add(Elementwise.NEG, x);

    private Node input(String name, String type) {
        return builder.input(name, TensorType.parse(type));
    }

    private static List<String> problems(List<Node> inputs, Map<String, Node> outputs) {
        return Verifier.problems(new Graph("g", inputs, outputs));
    }

    @Test
    void aGoodGraphHasNoProblems() {
        Graph graph = new Graph("g", List.of(x), Map.of("x", negated));
        assertThat(Verifier.problems(graph)).isEmpty();
        assertThat(Verifier.verify(graph)).isSameAs(graph);
    }

    @Test
    void aBadGraphIsRefusedWithAllItsProblems() {
        assertThatThrownBy(() -> Verifier.verify(new Graph("no good", List.of(), Map.of("y", negated))))
                .isInstanceOf(Diagnostic.class)
                .hasMessage("""
                        @no good breaks its rules:
                          names are letters, digits, underscores and dots, but one is 'no good'
                          every input node in use is an input of the graph, but %x: f32[N,3] = input is not
                          the inputs' sizes determine every symbol, but %x: f32[N,3] = input mentions N
                          the inputs' sizes determine every symbol, but %1: f32[N,3] = neg %0 mentions N""");
    }

    @Test
    void inputsAreInputNodesWithDistinctNames() {
        assertThat(problems(List.of(x, negated), Map.of("y", negated)))
                .containsExactly("inputs are input nodes with distinct names, but one is %1: f32[N,3] = neg %0");
        Node other = input("x", "f32[N,4]");
        assertThat(problems(List.of(x, other), Map.of("y", negated)))
                .containsExactly("inputs are input nodes with distinct names, but two are called %x");
    }

    @Test
    void aGraphHasAnOutput() {
        assertThat(problems(List.of(x), Map.of())).containsExactly("a graph has an output, but this one has none");
    }

    @Test
    void aStateKeepsItsType() {
        Node half = builder.add(new Pointwise.Cast(DType.F16), x);
        assertThat(problems(List.of(x), Map.of("x", half))).containsExactly(
                "an output that has an input's name has the input's type, but %x: f32[N,3] = input has the new value"
                        + " %2: f16[N,3] = cast %0 {to=f16}");
    }

    @Test
    void nodesOfTwoBuildersDoNotMix() {
        Node foreign = Graph.builder().input("y", TensorType.parse("f32[N,3]"));
        assertThat(problems(List.of(x, foreign), Map.of("a", x, "b", foreign))).containsExactly(
                "a node's inputs come before it and all nodes are of one builder, but %x: f32[N,3] = input and"
                        + " %y: f32[N,3] = input have one number");
    }

    @Test
    void aNodeHasTheTypeOfItsRule() {
        Node lie = new Node(Elementwise.NEG, List.of(x), TensorType.parse("f32[N,4]"), 7);
        assertThat(problems(List.of(x), Map.of("y", lie))).containsExactly(
                "a node has the type that its op's rule gives, but %7: f32[N,4] = neg %0 would be f32[N,3]");
        Node wrong = new Node(new Contract.MatMul(), List.of(x, x), TensorType.parse("f32[N,3]"), 8);
        assertThat(problems(List.of(x), Map.of("y", wrong))).singleElement().asString()
                .startsWith(
                        "a node has the type that its op's rule gives, but %8: f32[N,3] = matmul %0, %0 has none: matmul");
    }

    @Test
    void everySymbolIsDetermined() {
        Node size = builder.add(new Source.Size(Dim.symbol("M")));
        assertThat(problems(List.of(x), Map.of("y", size))).containsExactly(
                "the inputs' sizes determine every symbol, but %2: i64[] = size {dim=M} mentions M");
        Node odd = input("odd", "f32[2*M+1,N+M]");
        assertThat(problems(List.of(odd), Map.of("y", size, "z", odd))).isEmpty();
        Node product = input("product", "f32[P*Q,floordiv(R,2)]");
        assertThat(problems(List.of(product), Map.of("y", product))).containsExactly(
                "the inputs' sizes determine every symbol, but %product: f32[P*Q,floordiv(R,2)] = input mentions P, Q, R");
        Node slice = builder.add(
                new View.Slice(List.of(Dim.symbol("S"), Dim.ZERO), List.of(Dim.ONE, Dim.ONE), List.of(1, 1)), x);
        assertThat(problems(List.of(x), Map.of("y", slice))).singleElement().asString().endsWith("mentions S");
    }
}
