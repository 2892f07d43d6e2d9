package dev.sinter.compiler.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.text.Parser;
import dev.sinter.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FuzzTest {
    /** More with {@code -Dsinter.fuzz.graphs=N}, others with {@code -Dsinter.fuzz.first=N}. */
    private static final int GRAPHS = Integer.getInteger("sinter.fuzz.graphs", 2_000);

    private static final Path KEPT = Path.of("src", "test", "resources", "dev", "sinter", "compiler", "fuzz");

    @Test
    @DisplayName("C2, C3, C4, C5: random graphs print and read back, keep their bits under all passes and under each, have right"
            + " derivatives, and compile to the interpreter's bits in every form, with 1, 2 and 3 threads")
    void randomGraphs() {
        try (Fuzz fuzz = new Fuzz()) {
            Fuzz.Summary summary = fuzz.run(Integer.getInteger("sinter.fuzz.first", 0), GRAPHS, Duration.ofHours(1),
                    System.out::println);
            System.out.println(summary);
            assertThat(summary.failures()).isEmpty();
        }
    }

    static List<Path> kept() throws IOException {
        try (var files = Files.list(KEPT)) {
            return files.filter(file -> file.toString().endsWith(".sir") && !file.toString().endsWith(".inputs.sir"))
                    .sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("kept")
    @DisplayName("What once failed holds")
    void keptCases(Path file) throws IOException {
        try (Fuzz fuzz = new Fuzz()) {
            assertThat(fuzz.check(file.getFileName().toString(), Case.load(file))).isNull();
        }
    }

    @Test
    void aCaseIsKeptAsText(@TempDir Path folder) throws IOException {
        for (long seed = 0; seed < 200; seed++) {
            Case program = RandomGraph.of(seed);
            Case loaded = Case.load(program.save(folder, "case" + seed));
            assertThat(loaded.graph()).hasToString(program.graph().toString());
            assertThat(loaded.isSmooth()).isEqualTo(program.isSmooth());
            assertThat(Difference.between(program.inputs(), loaded.inputs())).isNull();
        }
    }

    private static final Graph PROGRAM = Parser.parse("""
            graph @g(%x: f32[N,4], %z: f32[4], %unused: f32[3]) {
              %0: f32[N,4] = exp %x
              %1: f32[N,4] = neg %0
              %2: f32[N,4] = add %1, %z
              %3: f32[N,4] = sqrt %2
              return a=%3, b=%1
            }
            """);

    private static Case program() {
        return new Case(PROGRAM, Map.of(
                "x", Literal.of(Shape.of(2, 4), 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f),
                "z", Literal.of(Shape.of(4), 1f, 2f, 3f, 4f),
                "unused", Literal.of(Shape.of(3), 1f, 2f, 3f)), false);
    }

    @Test
    void aFailingProgramIsShrunkToWhatFails() {
        Check noNegation = new Check("nothing is negated", program -> {
            for (Node node : program.graph().nodes()) {
                if (node.op() == Elementwise.NEG && node.shape().rank() == 2) {
                    return "negated";
                }
            }
            return null;
        });
        Case small = new Shrink(noNegation).run(program());
        assertThat(small.graph()).hasToString("""
                graph @g(%cut1: f32[1,1]) {
                  %0: f32[1,1] = neg %cut1
                  return a=%0
                }
                """.replace("cut1", small.inputs().keySet().iterator().next()));
        assertThat(small.inputs().values()).containsExactly(Literal.of(Shape.of(1, 1), 0f));
    }

    @Test
    void valuesThatMatterStay() {
        Check small = new Check("no b below -7", program -> {
            Literal b = program.expected().get("b");
            for (double value : b == null ? new double[0] : b.toDoubles()) {
                if (value < -7) {
                    return "below";
                }
            }
            return null;
        });
        Case shrunk = new Shrink(small).run(program());
        // The value itself becomes the input; before the first element that fails stands one that need not be anything.
        assertThat(shrunk.graph().nodes()).hasSize(1);
        assertThat(shrunk.inputs().values()).singleElement()
                .satisfies(value -> assertThat(value.toDoubles()).hasSize(2).startsWith(0).satisfies(
                        elements -> assertThat(elements[1]).isLessThan(-7)));
    }

    @Test
    void aFailureSaysWhatToDoNext(@TempDir Path folder) throws IOException {
        Fuzz.Failure failure = new Fuzz.Failure("seed 7", "a check", "y: element 0 differs", program());
        assertThat(failure.toString()).startsWith("seed 7, a check: y: element 0 differs\ngraph @g(")
                .endsWith("// %z = f32[4] [1.0,2.0,3.0,4.0]\n");
        assertThat(failure.save(folder)).hasFileName("seed-7.sir").exists();
    }
}
