package dev.sinter.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The files in base64 were written by NumPy 2.4. */
class NpyTest {
    static final String PADDING = "ICAg".repeat(19);

    @TempDir Path folder;

    static Buffer read(byte[] bytes) throws IOException {
        return Npy.read(ByteSource.of("a.npy", bytes));
    }

    private static Buffer fromNumpy(String base64) throws IOException {
        return read(Base64.getDecoder().decode(base64));
    }

    private static byte[] bytes(Buffer buffer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.write(out, buffer);
        return out.toByteArray();
    }

    /** A version 1 file with this header text and data. */
    static byte[] file(String header, byte... data) {
        byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
        byte[] file = new byte[10 + text.length + data.length];
        byte[] magic = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, (byte) (text.length >> 8)};
        System.arraycopy(magic, 0, file, 0, 10);
        System.arraycopy(text, 0, file, 10, text.length);
        System.arraycopy(data, 0, file, 10 + text.length, data.length);
        return file;
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BF16")
    @DisplayName("T16, W2: every dtype comes back bit for bit, in every rank, empty ones too")
    void comesBackBitForBit(DType dtype) throws IOException {
        for (long[] sizes : new long[][]{{}, {0}, {1}, {7}, {3, 5}, {2, 0, 3}, {2, 3, 4, 5}, {70_000}}) {
            Buffer buffer = Samples.random(dtype, 1, sizes);
            Path file = folder.resolve("a.npy");
            Npy.write(file, buffer);
            assertThat(Npy.read(file).sameBits(buffer)).isTrue();
        }
    }

    @Test
    void mapsLargeFiles() throws IOException {
        Buffer buffer = Samples.random(DType.F64, 1, 300, 1000);
        Path file = folder.resolve("large.npy");
        Npy.write(file, buffer);
        assertThat(Files.size(file)).isGreaterThan(2 << 20);
        assertThat(Npy.read(file).sameBits(buffer)).isTrue();
    }

    @Test
    void writesTheBytesThatNumpyWrites() throws IOException {
        Buffer buffer = Buffer.of(new float[]{0, 1, 2, 3, 4, 5}, 2, 3);
        String numpys = "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9"
                + PADDING
                + "IAoAAAAAAACAPwAAAEAAAEBAAACAQAAAoEA=";
        assertThat(Base64.getEncoder().encodeToString(bytes(buffer))).isEqualTo(numpys);
        assertThat(fromNumpy(numpys).sameBits(buffer)).isTrue();
        String empty = "k05VTVBZAQB2AHsnZGVzY3InOiAnfHUxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDAsIDUpLCB9"
                + PADDING + "IAo=";
        assertThat(Base64.getEncoder().encodeToString(bytes(Buffer.zeros(DType.U8, 0, 5)))).isEqualTo(empty);
    }

    @Test
    void readsFortranOrderAndBigEndian() throws IOException {
        Buffer buffer = fromNumpy(
                "k05VTVBZAQB2AHsnZGVzY3InOiAnPmY4JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMywgNCksIH0g"
                        + "ICAg".repeat(17)
                        + "ICAgIAoAAAAAAAAAAEAoAAAAAAAAQBAAAAAAAABAMAAAAAAAAEAgAAAAAAAAQDQAAAAAAAA/8AAAAAAAAEAqAAAAAAAAQBQAAAAAAABAMQAAAAAA"
                        + "AEAiAAAAAAAAQDUAAAAAAABAAAAAAAAAAEAsAAAAAAAAQBgAAAAAAABAMgAAAAAAAEAkAAAAAAAAQDYAAAAAAABACAAAAAAAAEAuAAAAAAAAQBwAAAAAAABAMwAAAAAA"
                        + "AEAmAAAAAAAAQDcAAAAAAAA=");
        assertThat(buffer.sizes()).containsExactly(2, 3, 4);
        assertThat(buffer.doubles()).containsExactly(IntStream.range(0, 24).asDoubleStream().toArray());
        assertThat(read(file("{'descr':'|b1','fortran_order':True,'shape':()}", (byte) 1)).get(0)).isEqualTo(1);
        assertThat(read(file("{'descr':'>i2','fortran_order':True,'shape':(0,3)}")).sizes()).containsExactly(0, 3);
        assertThat(read(file("{'descr':'>i2','fortran_order':False,'shape':(1,)}", (byte) 1, (byte) 2)).get(0))
                .isEqualTo(258);
    }

    @Test
    void readsVersionsTwoAndThree() throws IOException {
        Buffer second = fromNumpy(
                "k05VTVBZAgB0AAAAeydkZXNjcic6ICc8aTInLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwpLCB9" + PADDING
                        + "IAoBAP7/");
        assertThat(second.shorts()).containsExactly((short) 1, (short) -2);
        Buffer third = fromNumpy(
                "k05VTVBZAwB0AAAAeydkZXNjcic6ICd8YjEnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoKSwgfSAg" + PADDING
                        + "IAoB");
        assertThat(third).hasToString("bool[] {true}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '`', value = {
        "{'descr':'<f4','fortran_order':False,'shape':(2,)}         # 4 bytes follow the header, which is not what [2] elements of f32 need",
        "{'descr':'<f4','fortran_order':False,'shape':()}  junk     # the header goes on after its end",
        "{'descr':'<f4','fortran_order':False}                      # the header needs 'descr', 'fortran_order' and 'shape'",
        "{'descr':'<f4','descr':'<f4','shape':()}                   # the header has the key 'descr' twice or should not have it at all",
        "{'descr':'<f4','order':False,'shape':()}                   # the header has the key 'order' twice or should not have it at all",
        "{'descr':'<c8','fortran_order':False,'shape':()}           # the elements are '<c8'; Sinter reads f2 f4 f8 i1 i2 i4 i8 u1 and b1",
        "{'descr':'<u4','fortran_order':False,'shape':()}           # the elements are '<u4'; Sinter reads f2 f4 f8 i1 i2 i4 i8 u1 and b1",
        "{'descr':'|f4','fortran_order':False,'shape':()}           # the elements are '|f4'; Sinter reads f2 f4 f8 i1 i2 i4 i8 u1 and b1",
        "{'descr':'=f4','fortran_order':False,'shape':()}           # the elements are '=f4'; Sinter reads f2 f4 f8 i1 i2 i4 i8 u1 and b1",
        "{'descr':'|O','fortran_order':False,'shape':()}            # the elements are Python objects, which only running code could restore",
        "{'descr':[('a','<f4')],'fortran_order':False,'shape':()}   # the elements are records; Sinter reads plain numbers only",
        "{'descr':'','fortran_order':False,'shape':()}              # the descriptor is empty",
        "{'descr':'<f4','fortran_order':0,'shape':()}               # True or False is needed",
        "{'descr':'<f4','fortran_order':False,'shape':(1)}          # a tuple of one number has a comma",
        "{'descr':'<f4','fortran_order':False,'shape':(-1,)}        # a whole number of 0 or more is needed",
        "{'descr':'<f4','fortran_order':False,'shape':(9999999999999999999,)} # a whole number of 0 or more is needed",
        "{'descr':'<f4','fortran_order':False,'shape':(4611686018427387905,4)} # 4 bytes follow the header",
        "{'descr':'<f4','fortran_order':False,'shape':(1 1)}        # ')' is needed",
        "{'descr':'<f4','fortran_order':False,'shape':(1,           # a whole number of 0 or more is needed",
        "{'descr':'<f4\\'','fortran_order':False,'shape':()}        # a string does not end, or holds an escape",
        "{'descr                                                    # a string does not end, or holds an escape",
        "{descr:'<f4'}                                              # a string in quotes is needed",
        "[1]                                                        # '{' is needed",
        "''                                                         # '{' is needed",
    })
    void refusesHeadersThatAreMalformedOrMeanSomethingElse(String header, String reason) {
        assertThatThrownBy(() -> read(file(header, (byte) 0, (byte) 0, (byte) 0, (byte) 0)))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("a.npy is malformed at byte ").hasMessageContaining(reason);
    }

    @Test
    void refusesFilesThatAreCutOrOfAnotherKind() {
        assertThatThrownBy(() -> read(new byte[0]))
                .hasMessage("a.npy is malformed at byte 0: 8 bytes are needed, but the end is at 0");
        assertThatThrownBy(() -> read(new byte[20]))
                .hasMessage("a.npy is malformed at byte 0: an .npy file begins with \\x93NUMPY");
        byte[] file = file("{'descr':'<f4','fortran_order':False,'shape':(0,)}");
        file[6] = 4;
        assertThatThrownBy(() -> read(file))
                .hasMessage("a.npy is malformed at byte 6: the version is 4.0; Sinter reads 1.0, 2.0 and 3.0");
        file[6] = 1;
        file[8]++;
        assertThatThrownBy(() -> read(file))
                .hasMessage("a.npy is malformed at byte 8: the header's length is 51, but 50 bytes follow");
        file[6] = 2;
        file[11] = (byte) 0x80;
        assertThatThrownBy(() -> read(file)).isInstanceOf(FormatException.class).hasMessageContaining("bytes follow");
        assertThatThrownBy(
                () -> read(file("{'descr':'|b1','fortran_order':False,'shape':(3,)}", (byte) 0, (byte) 1, (byte) 2)))
                .hasMessage("a.npy is malformed at byte 62: a bool is 0 or 1, not 2");
        assertThatThrownBy(
                () -> read(file("{'descr':'|u1','fortran_order':False,'shape':(" + "1,".repeat(65) + ")}", (byte) 0)))
                .hasMessageContaining("a shape has at most 64 dimensions");
        assertThatThrownBy(() -> Npy.write(folder.resolve("b.npy"), Buffer.zeros(DType.BF16, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("NumPy has no bf16, so .npy cannot hold it; write .safetensors, or convert to f32");
        assertThat(folder).isEmptyDirectory();
    }
}
