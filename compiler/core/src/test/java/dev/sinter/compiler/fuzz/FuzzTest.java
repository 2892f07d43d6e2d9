package dev.sinter.compiler.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.text.Parser;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FuzzTest {
    private static final int GRAPHS = 2000;

    @Test
    @DisplayName("C2, C5: random graphs print and read back, and compile to the interpreter's bits in every form, with 1, 2 and 3 threads")
    void randomGraphs() {
        try (Fuzz fuzz = new Fuzz()) {
            for (long seed = 0; seed < GRAPHS; seed++) {
                assertThat(fuzz.check(seed)).as("seed %d", seed).isNull();
            }
        }
    }

    @Test
    void whatFailedOnceStaysMended() throws Exception {
        Path folder = Path.of(Objects.requireNonNull(FuzzTest.class.getResource("mask_of_other_lanes.sir")).toURI())
                .getParent();
        try (Fuzz fuzz = new Fuzz(); DirectoryStream<Path> kept = Files.newDirectoryStream(folder, "*.sir")) {
            for (Path file : kept) {
                String text = Files.readString(file);
                Matcher symbol = Pattern.compile("^// N=(\\d+)$", Pattern.MULTILINE).matcher(text);
                Map<String, Long> symbols = symbol.find() ? Map.of("N", Long.valueOf(symbol.group(1))) : Map.of();
                for (long seed = 0; seed < 3; seed++) {
                    assertThat(fuzz.check(seed, Parser.parse(text), symbols)).as("%s", file.getFileName()).isNull();
                }
            }
        }
    }

    @Test
    void theSamplesCoverTheOps() {
        Set<String> ops = new HashSet<>();
        for (long seed = 0; seed < GRAPHS; seed++) {
            for (Node node : RandomGraph.of(seed).graph().nodes()) {
                ops.add(node.op().opName());
            }
        }
        assertThat(ops).contains("reduce", "matmul", "conv", "transpose", "reshape", "expand", "slice", "pad", "window",
                "unwindow", "take", "take_add",
                "gather", "scatter_add", "update", "concat", "iota", "cast", "where", Elementwise.RANDOM_BITS.opName());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 77, 4242})
    void aSeedSaysEverything(long seed) {
        assertThat(RandomGraph.of(seed).graph()).hasToString(RandomGraph.of(seed).graph().toString());
    }

    @Test
    void aFailingGraphIsShrunkToWhatFails() {
        Graph graph = Parser.parse("""
                graph @g(%x: f32[4], %z: f32[4]) {
                  %0: f32[4] = exp %x
                  %1: f32[4] = neg %0
                  %2: f32[4] = add %1, %z
                  %3: f32[4] = sqrt %2
                  return a=%3, b=%1
                }
                """);
        Graph small = Shrink.shrink(graph,
                smaller -> smaller.nodes().stream().anyMatch(node -> node.op() == Elementwise.NEG));
        assertThat(small).hasToString("""
                graph @g(%cut1: f32[4]) {
                  %0: f32[4] = neg %cut1
                  return a=%0
                }
                """);
    }
}
