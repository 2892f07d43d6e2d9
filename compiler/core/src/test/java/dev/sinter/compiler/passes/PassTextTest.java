package dev.sinter.compiler.passes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.ir.Graph;
import dev.sinter.ir.text.Parser;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Text before, text after. Graphs are named after the fact they show. */
@DisplayName("C3: passes")
class PassTextTest {
    /** Both texts are read, so that a hand-written one cannot lie about types, and spacing does not matter. */
    private static void expect(Pass pass, String before, String after) {
        Graph graph = Parser.parse(before);
        Graph result = pass.run(graph);
        assertThat(result.toString()).isEqualTo(Parser.parse(after).toString());
        assertThat(pass.run(result)).as("a second run changes nothing").isSameAs(result);
    }

    private static void unchanged(Pass pass, String text) {
        Graph graph = Parser.parse(text);
        assertThat(pass.run(graph)).isSameAs(graph);
    }

    @Test
    void constantsGoToTheRight() {
        expect(new Normalise(), """
                graph @constants_on_the_right(%x: f32[N]) {
                  %c: f32[] = constant {value=2.0}
                  %0: f32[N] = mul %c, %x
                  %1: bool[N] = lt %c, %0
                  %2: f32[N] = sub %c, %x
                  return product=%0, above=%1, difference=%2
                }
                """, """
                graph @constants_on_the_right(%x: f32[N]) {
                  %c: f32[] = constant {value=2.0}
                  %0: f32[N] = mul %x, %c
                  %1: bool[N] = gt %0, %c
                  %2: f32[N] = sub %c, %x
                  return product=%0, above=%1, difference=%2
                }
                """);
    }

    @Test
    void repetitionComesLast() {
        expect(new Normalise(), """
                graph @bias_is_not_repeated(%x: f32[N,4], %b: f32[4]) {
                  %0: f32[1,4] = reshape %b
                  %1: f32[N,4] = expand %0
                  %2: f32[N,4] = add %x, %1
                  %3: f32[4] = constant {value=[0.5,0.5,0.5,0.5]}
                  %4: f32[N,4] = mul %2, %3
                  %5: f32[N,4] = exp %1
                  return y=%4, repeated=%5
                }
                """, """
                graph @bias_is_not_repeated(%x: f32[N,4], %b: f32[4]) {
                  %2: f32[N,4] = add %x, %b
                  %3: f32[] = constant {value=0.5}
                  %4: f32[N,4] = mul %2, %3
                  %5: f32[4] = exp %b
                  %6: f32[1,4] = expand %5
                  %7: f32[N,4] = expand %6
                  return y=%4, repeated=%7
                }
                """);
    }

    @Test
    void constantsFold() {
        expect(new ConstantFolding(), """
                graph @table_is_computed_at_compile_time(%x: f32[N]) {
                  %0: f32[3] = constant {value=[1.0,2.0,3.0]}
                  %1: f32[] = constant {value=2.0}
                  %2: f32[3] = mul %0, %1
                  %3: f32[] = reduce %2 {kind=sum, axes=[0]}
                  %4: f32[N] = mul %x, %3
                  %5: i64[] = size {dim=7}
                  return y=%4, table=%2, seven=%5
                }
                """, """
                graph @table_is_computed_at_compile_time(%x: f32[N]) {
                  %3: f32[] = constant {value=12.0}
                  %4: f32[N] = mul %x, %3
                  %2: f32[3] = constant {value=[2.0,4.0,6.0]}
                  %5: i64[] = constant {value=7}
                  return y=%4, table=%2, seven=%5
                }
                """);
    }

    @Test
    void whatMustNotFoldStays() {
        unchanged(new ConstantFolding(), """
                graph @errors_stay_for_run_time(%x: i32[N]) {
                  %0: i32[] = constant {value=1}
                  %1: i32[] = constant {value=0}
                  %2: i32[] = div %0, %1
                  %3: i32[2] = constant {value=[1,2]}
                  %4: i64[] = constant {value=5}
                  %5: i32[] = take %3, %4 {axis=0}
                  return boom=%2, bang=%5
                }
                """);
        unchanged(new ConstantFolding(), """
                graph @large_results_and_unknown_sizes_stay(%x: f32[N]) {
                  %0: f32[2] = constant {value=[1.0,2.0]}
                  %1: f32[600,2] = expand %0
                  %2: f32[1200] = reshape %1
                  %3: i64[] = size {dim=N}
                  return large=%2, unknown=%3
                }
                """);
    }

    @Test
    void algebraIsExact() {
        expect(new Algebra(), """
                graph @neutral_elements(%x: f32[N]) {
                  %one: f32[] = constant {value=1.0}
                  %zero: f32[] = constant {value=-0.0}
                  %0: f32[N] = mul %x, %one
                  %1: f32[N] = add %0, %zero
                  %2: f32[N] = neg %1
                  %3: f32[N] = neg %2
                  return y=%3
                }
                """, """
                graph @neutral_elements(%x: f32[N]) {
                  return y=%x
                }
                """);
        unchanged(new Algebra(), """
                graph @what_is_true_of_real_numbers_only(%x: f32[N], %y: f32[N]) {
                  %zero: f32[] = constant {value=0.0}
                  %two: f32[] = constant {value=2.0}
                  %three: f32[] = constant {value=3.0}
                  %0: f32[N] = add %x, %zero
                  %1: f32[N] = mul %x, %zero
                  %2: f32[N] = sub %x, %x
                  %3: f32[N] = add %x, %two
                  %4: f32[N] = add %3, %three
                  %5: f32[N] = div %x, %three
                  %6: f32[N] = sub %x, %y
                  %7: f32[N] = neg %6
                  %8: bool[N] = lt %x, %y
                  %9: bool[N] = not %8
                  %10: bool[N] = eq %x, %x
                  return a=%0, b=%1, c=%2, d=%4, e=%5, f=%7, g=%9, h=%10
                }
                """);
    }

    @Test
    void viewsMeetAndVanish() {
        expect(new Algebra(), """
                graph @there_and_back(%x: f32[2,3,4]) {
                  %0: f32[4,2,3] = transpose %x {axes=[2,0,1]}
                  %1: f32[2,3,4] = transpose %0 {axes=[1,2,0]}
                  %2: f32[24] = reshape %1
                  %3: f32[6,4] = reshape %2
                  %4: f32[6,4] = slice %3 {starts=[5,0], sizes=[6,4], steps=[-1,1]}
                  %5: f32[6,4] = slice %4 {starts=[5,0], sizes=[6,4], steps=[-1,1]}
                  %6: f32[2,3,4] = reshape %5
                  return y=%6
                }
                """, """
                graph @there_and_back(%x: f32[2,3,4]) {
                  return y=%x
                }
                """);
        unchanged(new Algebra(), """
                graph @what_a_pad_cropped_does_not_come_back(%x: f32[8]) {
                  %0: f32[6] = pad %x {low=[-2], high=[0], gaps=[0], value=0.0}
                  %1: f32[8] = pad %0 {low=[2], high=[0], gaps=[0], value=0.0}
                  %2: f32[9] = pad %x {low=[1], high=[0], gaps=[0], value=0.0}
                  %3: f32[10] = pad %2 {low=[1], high=[0], gaps=[0], value=-0.0}
                  return y=%1, z=%3
                }
                """);
    }

    @Test
    void castsThatLoseSomethingStay() {
        unchanged(new Algebra(), """
                graph @rounded_and_wrapped(%x: f32[N], %n: i32[N]) {
                  %0: f16[N] = cast %x {to=f16}
                  %1: f32[N] = cast %0 {to=f32}
                  %2: u8[N] = cast %n {to=u8}
                  %3: i32[N] = cast %2 {to=i32}
                  %4: f32[N] = cast %n {to=f32}
                  %5: i32[N] = cast %4 {to=i32}
                  return a=%1, b=%3, c=%5
                }
                """);
    }

    @Test
    void equalNodesAreOneByConstruction() {
        Graph graph = Parser.parse("""
                graph @equal_nodes(%x: f32[N], %y: f32[N]) {
                  %0: f32[N] = add %x, %y
                  %1: f32[N] = add %x, %y
                  %2: f32[N] = mul %0, %1
                  %3: f32[N] = exp %2
                  return z=%2
                }
                """);
        assertThat(graph).hasToString("""
                graph @equal_nodes(%x: f32[N], %y: f32[N]) {
                  %0: f32[N] = add %x, %y
                  %1: f32[N] = mul %0, %0
                  return z=%1
                }
                """);
    }

    @Test
    void commutativeTwinsAreOne() {
        expect(new CommonSubexpressions(), """
                graph @twins(%x: f32[N], %y: f32[N]) {
                  %0: f32[N] = add %x, %y
                  %1: f32[N] = add %y, %x
                  %2: f32[N] = mul %0, %1
                  %3: f32[N] = sub %x, %y
                  %4: f32[N] = sub %y, %x
                  return z=%2, a=%3, b=%4
                }
                """, """
                graph @twins(%x: f32[N], %y: f32[N]) {
                  %0: f32[N] = add %x, %y
                  %2: f32[N] = mul %0, %0
                  %3: f32[N] = sub %x, %y
                  %4: f32[N] = sub %y, %x
                  return z=%2, a=%3, b=%4
                }
                """);
        unchanged(new CommonSubexpressions(), """
                graph @no_twin(%x: f32[N], %y: f32[N]) {
                  %0: f32[N] = add %y, %x
                  %1: f32[N] = mul %x, %y
                  return a=%0, b=%1
                }
                """);
    }

    @Test
    void marksOfDetachVanish() {
        expect(new DetachRemoval(), """
                graph @detached(%x: f32[N]) {
                  %0: f32[N] = detach %x {mark=1}
                  %1: f32[N] = detach %0 {mark=2}
                  %2: f32[N] = add %1, %x
                  return y=%2
                }
                """, """
                graph @detached(%x: f32[N]) {
                  %2: f32[N] = add %x, %x
                  return y=%2
                }
                """);
    }

    @Test
    void togetherTheyGoFurther() {
        Pipeline pipeline = new Pipeline(Pipeline.standard(), Debug.parse("check=3"), System.err::println);
        Graph graph = Parser.parse("""
                graph @mean_of_squares(%x: f32[N,4], %unused: f32[3]) {
                  %0: f32[] = constant {value=3.0}
                  %1: f32[] = constant {value=2.0}
                  %2: f32[] = sub %0, %1
                  %3: f32[N,4] = expand %2
                  %4: f32[N,4] = mul %3, %x
                  %5: f32[N,4] = mul %x, %4
                  %6: f32[N] = reduce %5 {kind=sum, axes=[1]}
                  %7: i64[] = size {dim=4}
                  %8: f32[] = cast %7 {to=f32}
                  %9: f32[N] = div %6, %8
                  return y=%9
                }
                """);
        assertThat(pipeline.run(graph)).hasToString("""
                graph @mean_of_squares(%x: f32[N,4], %unused: f32[3]) {
                  %0: f32[N,4] = mul %x, %x
                  %1: f32[N] = reduce %0 {kind=sum, axes=[1]}
                  %2: f32[] = constant {value=0.25}
                  %3: f32[N] = mul %1, %2
                  return y=%3
                }
                """);
    }
}
