package dev.sinter.compiler.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Pointwise;
import dev.sinter.ir.text.Parser;
import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("C3: the pipeline and its switches")
class PipelineTest {
    private static final String TEXT = """
            graph @g(%x: f32[N]) {
              %one: f32[] = constant {value=1.0}
              %0: f32[N] = mul %one, %x
              %1: f32[N] = neg %0
              %2: f32[N] = neg %1
              %3: f32[N] = exp %2
              return y=%3
            }
            """;

    private final Graph graph = Parser.parse(TEXT);
    private final List<String> reports = new ArrayList<>();

    private Pipeline pipeline(String debug, Pass... passes) {
        return new Pipeline(passes.length == 0 ? Pipeline.standard() : List.of(passes), Debug.parse(debug),
                reports::add);
    }

    private static Pass pass(String name, UnaryOperator<Graph> run) {
        return new Pass() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Graph run(Graph graph, Changes changes) {
                return run.apply(graph);
            }
        };
    }

    @Test
    void itTellsWhatEachPassChanged() {
        Pipeline.Outcome outcome = pipeline("").explain(graph);
        assertThat(outcome.before()).isSameAs(graph);
        assertThat(outcome.graph()).hasToString("""
                graph @g(%x: f32[N]) {
                  %0: f32[N] = exp %x
                  return y=%0
                }
                """);
        Map<String, Integer> fired = new TreeMap<>();
        outcome.steps().forEach(step -> step.fired().forEach((rule, times) -> fired.merge(rule, times, Integer::sum)));
        assertThat(fired).isEqualTo(Map.of("c + x = x + c", 1, "x * 1 = x", 1, "--x = x", 1));
        assertThat(outcome.steps().stream().filter(step -> !step.fired().isEmpty()).map(Pipeline.Step::pass))
                .containsExactly("normalise", "algebra");
        assertThat(reports).isEmpty();
    }

    @Test
    void aGraphThatNothingChangesComesBackItself() {
        Graph settled = pipeline("").run(graph);
        assertThat(pipeline("check=3").run(settled)).isSameAs(settled);
    }

    @Test
    void timeReportsEachPass() {
        pipeline("time").run(graph);
        assertThat(reports).hasSize(12).element(3).asString()
                .matches("@g algebra: 2 nodes, [0-9.]+ ms; --x = x; x \\* 1 = x");
    }

    @Test
    void aPassCanBeSkipped() {
        assertThat(pipeline("skip=algebra").run(graph).toString()).contains("neg").contains("mul %x, %");
        assertThat(pipeline("skip=algebra,skip=normalise,skip=folding,skip=cse,skip=detach").run(graph))
                .isSameAs(graph);
        assertThatThrownBy(() -> pipeline("skip=magic")).hasMessage("sinter.debug: there is no pass 'magic' to skip;"
                + " the passes are [detach, normalise, folding, algebra, cse, bodies]");
    }

    @Test
    void bisectMakesTheFirstChangesAndNamesTheNext() {
        assertThat(pipeline("bisect=0").run(graph)).isSameAs(graph);
        assertThat(reports).containsExactly("bisect=0 stops before normalise: c + x = x + c");
        reports.clear();
        assertThat(pipeline("bisect=2").run(graph).toString()).contains("neg").doesNotContain("mul");
        assertThat(reports).containsExactly("bisect=2 stops before algebra: --x = x, after algebra: x * 1 = x");
        reports.clear();
        assertThat(pipeline("bisect=3").run(graph)).hasToString(pipeline("").run(graph).toString());
        assertThat(reports).isEmpty();
    }

    @Test
    void dumpWritesTheGraphBeforeAndAfterEachPassThatChangedIt(@TempDir Path folder) throws IOException {
        Path dump = folder.resolve("deep/er");
        pipeline("dump=" + dump).run(graph);
        List<Path> files;
        try (var list = Files.list(dump)) {
            files = list.sorted().toList();
        }
        assertThat(files).extracting(file -> file.getFileName().toString().replaceAll("-[0-9a-f]{8}-", "-"))
                .containsExactly("g-00-input.sir", "g-02-normalise.sir", "g-04-algebra.sir");
        assertThat(files.get(0)).hasContent(graph.toString());
        assertThat(Parser.parse(Files.readString(files.get(2)))).hasToString(pipeline("").run(graph).toString());
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> pipeline("dump=" + file).run(graph)).isInstanceOf(UncheckedIOException.class)
                .message().startsWith("sinter.debug: graphs cannot be written to the folder " + file);
    }

    @Test
    void theVerifierSeesWhatGoesInAndWhatComesOutOfAPass() {
        Graph bad = new Graph("g", List.of(), graph.outputs());
        assertThatThrownBy(() -> pipeline("").run(bad)).isInstanceOf(Diagnostic.class);
        assertThatThrownBy(() -> pipeline("", pass("lossy", g -> bad)).run(graph)).isInstanceOf(Diagnostic.class);
        assertThat(pipeline("check=0", pass("lossy", g -> bad)).run(graph)).isSameAs(bad);
    }

    @Test
    void aPassKeepsTheSignature() {
        Graph.Builder builder = Graph.builder();
        Node x = builder.input("x", TensorType.parse("f32[N]"));
        Graph other = builder.graph("g", List.of(x), Map.of("z", x));
        assertThatThrownBy(() -> pipeline("", pass("renames", g -> other)).run(graph))
                .message().startsWith("the pass 'renames' changed the signature of @g from ");
    }

    @Test
    void checkTwoDemandsThatPassesComeToAnEnd() {
        Pass restless = pass("restless", g -> {
            Graph.Builder builder = Graph.builder();
            Graph copy = Rewrite.copy(g, builder);
            Node y = copy.outputs().get("y");
            return builder.graph("g", copy.inputs(), Map.of("y", builder.add(Elementwise.NEG, y)));
        });
        assertThat(pipeline("check=1", restless).run(graph).nodes()).hasSize(6 + Pipeline.MOST_ROUNDS);
        assertThatThrownBy(() -> pipeline("check=2", restless).run(graph))
                .hasMessage("the pass 'restless' does not come to an end on @g: its own result changes by {}");
        boolean[] on = new boolean[1];
        Pass tick = pass("tick", g -> on[0] ? g : (on[0] = true) ? Rewrite.copy(g, Graph.builder()) : g);
        Pass tock = pass("tock", g -> on[0] ? (on[0] = false) ? g : Rewrite.copy(g, Graph.builder()) : g);
        assertThatThrownBy(() -> pipeline("check=2", tick, tock).run(graph))
                .message().startsWith("@g: the passes still change the graph after 10 rounds; the last were [tick");
    }

    @Test
    void rulesThatUndoEachOtherAreNamed() {
        Rule there = Rule.on(Elementwise.NEG, "-x = |x|", (node, b) -> b.add(Elementwise.ABS, node.input(0)));
        Rule back = Rule.on(Elementwise.ABS, "|x| = -x", (node, b) -> b.add(Elementwise.NEG, node.input(0)));
        assertThatThrownBy(() -> Rewrite.fixpoint(graph, List.of(there, back), new Changes()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("@g: rules still fire after 50 sweeps, so some undo what others do:"
                        + " '-x = |x|' (50 times in the last), '|x| = -x' (50 times in the last)");
    }

    @Test
    void aRuleKeepsTheType() {
        Rule wrong = Rule.on(Elementwise.EXP, "exp x = 1",
                (node, b) -> b.add(new Pointwise.Cast(DType.F64), node.input(0)));
        assertThatThrownBy(() -> Rewrite.fixpoint(graph, List.of(wrong), new Changes()))
                .message().startsWith("the rule 'exp x = 1' replaces %").endsWith("of another type");
    }

    @Test
    void switchesAreReadFromOneText() {
        assertThat(Debug.parse("")).isEqualTo(Debug.DEFAULT);
        Debug debug = Debug.parse("check=2, dump=some/folder,time,skip=algebra,skip=cse,bisect=7");
        assertThat(debug).isEqualTo(new Debug(2, Path.of("some/folder"), true, Set.of("algebra", "cse"), 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "check=4", "check=-1", "chek=1", "dump=", "bisect=x", "skip", "time,"})
    void aMisspeltSwitchIsRefused(String text) {
        assertThatThrownBy(() -> Debug.parse(text)).isInstanceOf(IllegalArgumentException.class).message()
                .startsWith("sinter.debug: '")
                .endsWith("' is not one of check=0..3, dump=FOLDER, time, skip=PASS, bisect=N, separated by commas");
    }
}
