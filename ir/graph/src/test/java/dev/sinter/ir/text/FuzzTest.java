package dev.sinter.ir.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Texts that somebody has damaged are read or refused with a place, and never anything else. */
class FuzzTest {
    private static final int ROUNDS = 40_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final String TEXT = """
            graph @g(%x: f32[N,4], %w: f32[4,2*K+1], %i: i64[K], %c: f32[2,1,3,9,9], %k: f32[1,2,3,3,3]) {
              %0: f32[N,2*K+1] = matmul %x, %w
              %1: f32[] = constant {value=0.5}
              %2: f32[N,2*K+1] = mul %0, %1
              %3: f32[N,K] = slice %2 {starts=[0,K], sizes=[N,K], steps=[1,1]}
              %4: f32[K,K] = take %3, %i {axis=0}
              %5: f32[2*K+1,K] = pad %4 {low=[1,0], high=[1,0], gaps=[1,0], value=-inf}
              %6: i64[] = reduce %5 {kind=argmax, axes=[0,1]}
              %7: i64[2] = constant {value=[3,-4]}
              %8: f32[2,1,2,4,5] = conv %c, %k {strides=[2,2], low=[0,1], high=[1,2], dilations=[1,1]}
              %9: f32[2,1,2,3,3,2,2] = window %8 {axes=[3,4], sizes=[2,2], strides=[1,1], dilations=[1,2]}
              %10: f32[2,1,2,4,5] = unwindow %9 {axes=[3,4], sizes=[2,2], strides=[1,1], dilations=[1,2]}
              %11: f32[4,20] = reshape %10
              %12: f32[20,4] = transpose %11 {axes=[1,0]}
              %13: f32[3,20,4] = expand %12
              %14: bool[N,1] = gt %x, %x
              %15: i64[floordiv(N,2),5] = iota {axis=1}
              %16: i64[] = size {dim=N}
              %17: f32[3,20,8] = concat %13, %13 {axis=2}
              %18: f32[3,20,8] = update %17, %13 {starts=[0,0,4], steps=[1,1,1]}
              %19: bf16[3,20,8] = cast %18 {to=bf16}
              return a=%6, b=%7, c=%19, d=%8, e=%15, f=%16
            }
            """.replace("  %14: bool[N,1] = gt %x, %x\n", "");

    private static final String PIECES = "%:=,{}[]()@/.-+*0123456789NKfibaxes \n";

    @Test
    void theUndamagedTextReads() {
        String printed = Printer.print(Parser.parse(TEXT));
        assertThat(Printer.print(Parser.parse(printed))).isEqualTo(printed);
    }

    @Test
    void damagedTextsAreReadOrRefused() {
        Random random = new Random(7);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String damaged = damage(random);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                Parser.parse(damaged);
                read++;
            } catch (ParseException e) {
                assertThat(e.getMessage()).startsWith(e.line() + ":" + e.column() + ": ");
            } catch (RuntimeException | StackOverflowError e) {
                fail("round " + round + ":\n" + damaged, e);
            }
            // What a text says of sizes costs nothing; the first ones load classes.
            assertThat(round < 100 ? 0 : THREADS.getCurrentThreadAllocatedBytes() - before)
                    .isLessThan(2L * damaged.length() + (1 << 20));
        }
        // Damage to comments, names and spaces leaves some texts whole; most must not be.
        assertThat(read).isBetween(1, ROUNDS / 2);
    }

    private static String damage(Random random) {
        StringBuilder text = new StringBuilder(TEXT);
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            int at = random.nextInt(text.length());
            char piece = random.nextInt(20) == 0
                    ? (char) random.nextInt(0x300)
                    : PIECES.charAt(random.nextInt(PIECES.length()));
            switch (random.nextInt(5)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, piece);
                case 2 -> text.setCharAt(at, piece);
                case 3 -> {
                    int end = Math.min(text.length(), at + random.nextInt(12));
                    text.insert(random.nextInt(text.length()), text.substring(at, end));
                }
                default -> text.delete(at, Math.min(text.length(), at + random.nextInt(12)));
            }
            if (text.isEmpty()) {
                text.append(' ');
            }
        }
        return text.toString();
    }
}
