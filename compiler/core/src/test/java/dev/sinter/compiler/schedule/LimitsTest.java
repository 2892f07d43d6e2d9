package dev.sinter.compiler.schedule;

import dev.sinter.runtime.Signature;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.text.Parser;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static void refuses(String message, String graph) {
        assertThatThrownBy(() -> Scheduler.fusing().schedule(Parser.parse(graph))).isInstanceOf(Diagnostic.class)
                .hasMessage(message);
    }

    private static Schedule schedule(String graph) {
        return Scheduler.fusing().schedule(Parser.parse(graph));
    }

    @Test
    void refusesArraysThatJavaCannotHoldByName() {
        refuses("expand: i8[65536,65537] is an array of 4295032832 elements; at most 2147483639 are possible", """
                graph @g(%x: i8[1,1]) {
                  %0: i8[65536,65537] = expand %x
                  return y=%0
                }
                """);
        refuses("the input x: f32[2147483640] is an array of 2147483640 elements; at most 2147483639 are possible", """
                graph @g(%x: f32[2147483640]) {
                  %0: f32[2147483640] = neg %x
                  return y=%0
                }
                """);
        refuses("expand: the number of elements of i8[4294967296,4294967296] leaves 64 bits", """
                graph @g(%x: i8[1,1]) {
                  %0: i8[4294967296,4294967296] = expand %x
                  return y=%0
                }
                """);
        assertThat(schedule("""
                graph @g(%x: i8[1]) {
                  %0: i8[2147483639] = expand %x
                  return y=%0
                }
                """).rooms()).isEmpty();
    }

    @Test
    void refusesLoopsThatAnIntCannotCountAlsoWhereNoArrayIsThatLarge() {
        refuses("reduce of i64[] folds 4295032832 points; at most 2147483639 are possible", """
                graph @g(%x: i64[1,1]) {
                  %0: i64[65536,65537] = expand %x
                  %1: i64[] = reduce %0 {kind=sum, axes=[0,1]}
                  return y=%1
                }
                """);
    }

    @Test
    void leavesSymbolicLoopsThatNoArrayBoundsToTheCall() {
        Schedule outer = schedule("""
                graph @g(%x: f32[N], %z: f32[M]) {
                  %0: f32[N,1] = reshape %x
                  %1: f32[1,M] = reshape %z
                  %2: f32[N,M] = add %0, %1
                  %3: f32[] = reduce %2 {kind=sum, axes=[0,1]}
                  return y=%3
                }
                """);
        assertThat(outer.rooms()).extracting(Signature.Room::toString)
                .containsExactly("Room[op=reduce, size=-M*N+2147483639]");
        assertThat(schedule("""
                graph @g(%x: f32[N,M,4], %w: f32[4,K]) {
                  %0: f32[N,M,K] = matmul %x, %w
                  %1: f32[N,K] = reduce %0 {kind=max, axes=[1]}
                  %2: f32[] = reduce %x {kind=sum, axes=[0,1,2]}
                  return y=%1, z=%2
                }
                """).rooms()).isEmpty();
    }
}
