package dev.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.TensorType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final String TEXT = """
            entry train
            input x f32[N,4]
            state layer.w f32[4,2]
            output loss f32[]
            update layer.w f32[4,2]
            update shifted x f32[N,4]
            scratch f32 2*N 8
            scratch bool floordiv(N+1,2)
            step matmul 2*N 40
            step add 8 100*N
            """;

    @Test
    @DisplayName("C8: branches and loops stand around their steps, and read back the same")
    void readsRegions() {
        String text = """
                entry loops
                input x f32[N]
                output y f32[N]
                scratch bool 1
                scratch i64 1
                step first 1 100
                up 3 N
                step inner 8 100
                choice 2
                else
                step other 8 100
                end
                end
                while 2
                step test 1 100
                else
                down 3 2*N
                end
                step body 8 100
                end
                step last 1 100
                """;
        Plan plan = Plan.parse(text);
        assertThat(plan.text()).isEqualTo(text);
        Region choice = new Region(Region.Kind.CHOICE, 2, Dim.ZERO, 2, 2, 3, List.of(), List.of());
        Region down = new Region(Region.Kind.DOWN, 3, Dim.parse("2*N"), 4, 4, 4, List.of(), List.of());
        assertThat(plan.regions()).containsExactly(
                new Region(Region.Kind.UP, 3, Dim.symbol("N"), 1, 3, 3, List.of(choice), List.of()),
                new Region(Region.Kind.WHILE, 2, Dim.ZERO, 3, 4, 5, List.of(), List.of(down)));
        assertThatThrownBy(() -> Plan.parse("entry e\nup x N\nend\n")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the program's plan has the malformed line 'up x N'");
    }

    @Test
    void readsItsOwnText() {
        Plan plan = Plan.parse(TEXT);
        assertThat(plan.text()).isEqualTo(TEXT);
        assertThat(Plan.parse(plan.text())).isEqualTo(plan);
        assertThat(plan.scratch()).containsExactly(
                new Plan.Scratch(DType.F32, List.of(Dim.parse("2*N"), Dim.of(8))),
                new Plan.Scratch(DType.BOOL, List.of(Dim.parse("floordiv(N+1,2)"))));
        assertThat(plan.signature()).hasToString(
                "train(x: f32[N,4], state layer.w: f32[4,2]) -> loss: f32[], new layer.w: f32[4,2], new shifted: f32[N,4]");
        assertThat(plan.outputSlot(2)).isEqualTo(4);
        assertThat(plan.scratchSlot(1)).isEqualTo(6);
    }

    @Test
    void namesTheLineThatIsMalformed() {
        for (String line : new String[]{"inputs x f32[N]", "input x", "scratch f32", "step a N", "update y f32[]",
            "input x f32"}) {
            assertThatThrownBy(() -> Plan.parse("entry e\n" + line + "\n")).as(line)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(line.equals("input x f32") ? "f32" : line);
        }
    }

    private static Signature signature(List<Signature.Parameter> inputs, Signature.Result... outputs) {
        return new Signature("e", inputs, List.of(outputs));
    }

    private static Signature.Parameter input(String name, String type) {
        return new Signature.Parameter(name, TensorType.parse(type), false);
    }

    private static Signature.Result output(String name, String type, int updates) {
        return new Signature.Result(name, TensorType.parse(type), updates);
    }

    @Test
    void refusesSignaturesThatMakeNoSense() {
        assertThatThrownBy(() -> signature(List.of(input("x", "f32[]"), input("x", "f32[]"))))
                .hasMessage("e has two inputs of the name 'x'");
        assertThatThrownBy(() -> signature(List.of(input("x y", "f32[]")))).hasMessageContaining("no white space");
        assertThatThrownBy(() -> signature(List.of(input("", "f32[]")))).hasMessageContaining("is empty");
        assertThatThrownBy(() -> signature(List.of(input("x", "f32[N*M]"))))
                .hasMessage(
                        "e: no input's size determines 'M', so f32[M*N] has no size; a dimension must be 'M' or linear in"
                                + " it, like 2*M+1");
        assertThatThrownBy(() -> signature(List.of(input("x", "f32[N]")), output("y", "f32[M]", -1)))
                .hasMessageContaining("no input's size determines 'M'");
        assertThatThrownBy(
                () -> signature(List.of(input("x", "f32[N]")), output("y", "f32[N]", 0), output("z", "f32[N]", 0)))
                .hasMessageContaining("updated twice");
        assertThatThrownBy(() -> signature(List.of(input("x", "f32[N]")), output("y", "f64[N]", 0)))
                .hasMessage("e: output y is f64[N] and cannot update input x, which is f32[N]");
        assertThatThrownBy(() -> Plan.parse("entry e\ninput x f32[N]\nstep s M 1\n").signature().symbols().get(1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void dimensionsAreEvaluatedAsTheySay() {
        Random random = new Random(5);
        List<String> symbols = List.of("N", "M", "K");
        for (int round = 0; round < 3000; round++) {
            Dim dim = dim(random, 4);
            DimCode code = DimCode.of(dim, symbols);
            long[] values = {random.nextInt(9), random.nextInt(9), random.nextInt(9)};
            Long expected = null;
            try {
                expected = dim.evaluate(symbol -> values[symbols.indexOf(symbol)]);
            } catch (ArithmeticException e) {
                assertThatThrownBy(() -> code.evaluate(values)).isInstanceOf(ArithmeticException.class);
            }
            if (expected != null) {
                assertThat(code.evaluate(values)).as(dim.toString()).isEqualTo(expected);
            }
        }
    }

    private static Dim dim(Random random, int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return random.nextBoolean()
                    ? Dim.of(random.nextInt(9) - 4)
                    : Dim.symbol(List.of("N", "M", "K").get(random.nextInt(3)));
        }
        Dim a = dim(random, depth - 1);
        Dim b = dim(random, depth - 1);
        return switch (random.nextInt(4)) {
            case 0 -> a.plus(b);
            case 1 -> a.minus(b);
            case 2 -> a.times(b);
            default -> b.is(0) ? a : a.floorDiv(b);
        };
    }
}
