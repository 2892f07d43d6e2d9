package dev.sinter.ir.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Graph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {
    private static String reprinted(String text) {
        return Printer.print(Parser.parse(text));
    }

    @Test
    void whatIsPrintedReadsBackToTheSameText() {
        String text = """
                graph @step(%x: f32[N,4], %layer.w: f32[4,2], %i: i64[K]) {
                  %0: f32[N,2] = matmul %x, %layer.w
                  %1: f32[] = constant {value=0.1}
                  %2: f32[N,2] = mul %0, %1
                  %3: f32[K,2] = take %2, %i {axis=0}
                  %4: f32[K,2] = detach %3 {mark=3}
                  %5: f32[2*K+1,2] = pad %4 {low=[1,0], high=[1,0], gaps=[1,0], value=-inf}
                  %6: f32[] = reduce %5 {kind=max, axes=[0,1]}
                  %7: i64[2] = constant {value=[3,-4]}
                  %8: bf16[floordiv(K,2)+1] = cast %9
                  return loss=%6, layer.w=%layer.w, c=%7
                }
                """.replace("  %8: bf16[floordiv(K,2)+1] = cast %9\n", "");
        assertThat(reprinted(text)).isEqualTo(text);
    }

    @Test
    void theExampleOfTheDesignReads() {
        assertThat(reprinted("""
                // A loss.
                graph @loss(%x: f32[N,4], %w: f32[4]) { // inputs
                  %0: f32[N,4] = mul %x, %w
                  %1: f32[N , 4] = relu %0
                  %2: f32[] = reduce %1 { axes=[0, 1],
                    kind=sum }
                  return %2
                }
                """)).isEqualTo("""
                graph @loss(%x: f32[N,4], %w: f32[4]) {
                  %0: f32[N,4] = mul %x, %w
                  %1: f32[N,4] = relu %0
                  %2: f32[] = reduce %1 {kind=sum, axes=[0,1]}
                  return out0=%2
                }
                """);
    }

    @Test
    void valuesMayHaveNamesAndWhatNothingNeedsVanishes() {
        assertThat(reprinted("""
                graph @g(%0: f32[2]) {
                  %two: f32[2] = add %0, %0
                  %again: f32[2] = add %0, %0
                  %unused: f32[2] = neg %0
                  return a=%two, b=%again
                }
                """)).isEqualTo("""
                graph @g(%0: f32[2]) {
                  %1: f32[2] = add %0, %0
                  return a=%1, b=%1
                }
                """);
    }

    @Test
    void constantsKeepTheirBits() {
        String text = """
                graph @g() {
                  %0: f32[5] = constant {value=[-0.0,1.4E-45,inf,-inf,3.4028235E38]}
                  %1: f64[2] = constant {value=[0.1,4.9E-324]}
                  %2: f16[2] = constant {value=[5.9604645E-8,65504.0]}
                  %3: u8[2] = constant {value=[0,255]}
                  %4: bool[2] = constant {value=[true,false]}
                  %5: i64[] = constant {value=-9223372036854775808}
                  %6: f32[0] = constant {value=[]}
                  %7: f32[] = constant {value=nan}
                  return a=%0, b=%1, c=%2, d=%3, e=%4, f=%5, g=%6, h=%7
                }
                """;
        assertThat(reprinted(text)).isEqualTo(text);
    }

    /** A whole graph around one faulty line, with the place and the reason; {@code @} stands for a comma. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            %0: f32[2,3] = neg %x             | 2:3: %0 is declared f32[2,3], but neg gives f32[N,3]
            %0: f32[N,3] = frobnicate %x      | 2:18: there is no op 'frobnicate'; known are
            %0: f32[N,3] = add %x             | 2:18: add takes 2 inputs, not 1
            %0: f32[N,3] = add %x, %y         | 2:26: %y is not defined above
            %x: f32[N,3] = neg %x             | 2:3: %x is defined twice
            %0: f31[N,3] = neg %x             | 2:7: unknown dtype 'f31'
            %0: f32[N,,3] = neg %x            | 2:7: the dimension '' is malformed at character 1: unexpected end
            %0: f32[-1] = neg %x              | 2:7: a dimension is 0 or more, but the shape is [-1]
            %0: f32 = neg %x                  | 2:11: a type reads like f32[N,4]; '[' is needed after 'f32'
            %0 = neg %x                       | 2:6: ':' is needed, not '='
            %0: f32[N,3] = neg %x {k=1}       | 2:18: neg has no attribute 'k'; it has {}
            %0: f32[3] = reduce %x {kind=sum} | 2:16: the attribute 'axes' is missing
            %0: f32[3] = reduce %x {kind=sum, kind=max} | 2:37: the attribute 'kind' is given twice
            %0: f32[3] = reduce %x {kind=avg, axes=[0]} | 2:16: there is no reduction 'avg'
            %0: f32[3] = reduce %x {kind=sum, axes=[2]} | 2:16: reduce: axis 2 of shape [N, 3] does not exist
            %0: f32[3] = reduce %x {kind=sum, axes=[N]} | 2:16: the attribute 'axes' is a list of integers, but has 'N'
            %0: f32[3] = reduce %x {kind=sum, axes=0} | 2:16: the attribute 'axes' is a list, not '0'
            %0: f32[3] = reduce %x {kind=, axes=[0]} | 2:32: the attribute 'kind' has no value
            %0: f32[2] = constant {value=[1.0]} | 2:16: a constant of f32[2] has 2 elements, not 1
            %0: f32[N] = constant {value=[1.0]} | 2:16: a constant has a known shape, not f32[N]
            %0: f32[] = constant {value=1f}   | 2:15: '1f' is not a value of f32
            %0: u8[] = constant {value=256}   | 2:14: '256' is not a value of u8
            %0: f32[N,3] = neg %x, %x,        | 3:1: '%' is needed, not '}'
            """)
    void aFaultyLineIsRefusedWithItsPlaceAndTheReason(String line, String message) {
        assertThatThrownBy(() -> Parser.parse("graph @g(%x: f32[N,3]) {\n  " + line + "\n}"))
                .isInstanceOf(ParseException.class)
                .message().startsWith(message.strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "graph", "graph @", "graph @g", "graph @g(", "graph @g(%x: f32[2]",
        "graph @g(%x: f32[2], %x: f32[3]) { return %x }",
        "graph @g(%x: f32[2]) {", "graph @g(%x: f32[2]) { return", "graph @g(%x: f32[2]) { return }", "graph @g() { }",
        "graph @g(%x: f32[2]) { return a=%x, a=%x }", "graph @g(%x: f32[2]) { return %x } graph",
        "graph @g(%x: f32[2) { return %x }",
        "graph @g(%x: f32[(((((N]) { return %x }", "graph @g(%x f32[2]) { return %x }",
        "digraph @g(%x: f32[2]) { return %x }",
    })
    void whatIsNoGraphIsRefused(String text) {
        assertThatThrownBy(() -> Parser.parse(text)).isInstanceOf(ParseException.class);
    }

    @Test
    void extremeTextsAreRefusedInTime() {
        String deep = "(".repeat(100_000) + "N" + ")".repeat(100_000);
        String wide = "(A+B+C+D+E+F+G+H+I+J)*".repeat(40) + "1";
        String high = "1,".repeat(100) + "1";
        String huge = "99999999999999999999999";
        String overflow = "9223372036854775807*9223372036854775807";
        for (String dim : new String[]{deep, wide, high, huge, overflow, "floordiv(N,0)"}) {
            assertThatThrownBy(() -> Parser.parse("graph @g(%x: f32[" + dim + "]) { return %x }"))
                    .isInstanceOf(ParseException.class);
        }
        assertThatThrownBy(() -> Parser.parse("graph @" + "g".repeat(1000) + "() { return %x }"))
                .hasMessage("1:8: the graph's name is longer than 500 characters");
    }

    @Test
    void aLongChainReadsAndPrints() {
        StringBuilder text = new StringBuilder("graph @g(%x: f32[N]) {\n  %0: f32[N] = neg %x\n");
        for (int i = 1; i < 50_000; i++) {
            text.append("  %").append(i).append(": f32[N] = add %").append(i - 1).append(", %x\n");
        }
        text.append("  return y=%49999\n}\n");
        Graph graph = Parser.parse(text.toString());
        assertThat(graph.nodes()).hasSize(50_001);
        assertThat(Printer.print(graph)).isEqualTo(text.toString());
    }
}
