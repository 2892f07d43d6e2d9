package dev.sinter.runtime.formats.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.ByteSource;
import dev.sinter.runtime.io.FormatException;
import dev.sinter.types.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of {@code torch.save}, assembled by hand. */
class PyTorchFileTest {
    private static final long[] NONE = {};

    static Object read(byte[] file) throws IOException {
        return PyTorchFile.read(ByteSource.of("x.pth", file));
    }

    static Map<String, Buffer> tensors(byte[] file) throws IOException {
        return PyTorchFile.tensors(ByteSource.of("x.pth", file));
    }

    static byte[] floats(ByteOrder order, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(order);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    private static byte[] zip(byte[] pickle, Map<String, byte[]> storages) {
        Map<String, byte[]> records = new LinkedHashMap<>();
        records.put("net/data.pkl", pickle);
        storages.forEach((key, bytes) -> records.put("net/data/" + key, bytes));
        records.put("net/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        return Pickled.zip(records);
    }

    /** A state dict of two tensors with the versions of its modules, as {@code torch.save(model.state_dict(), file)} has it. */
    static byte[] stateDict(boolean isLegacy) {
        return Pickled.start().orderedDict().mark()
                .text("fc.weight")
                .tensor("FloatStorage", "0", 6, 0, new long[]{2, 3}, new long[]{3, 1}, isLegacy)
                .text("fc.bias").tensor("FloatStorage", "1", 2, 0, new long[]{2}, new long[]{1}, isLegacy).items()
                .dict().text("_metadata").orderedDict().mark().text("").dict().text("version").integer(1).raw('s')
                .items()
                .raw('s', 'b').stop();
    }

    static byte[] zipped(ByteOrder order) {
        return Pickled.zip(records(order));
    }

    private static Map<String, byte[]> records(ByteOrder order) {
        Map<String, byte[]> records = new LinkedHashMap<>();
        records.put("resnet/data.pkl", stateDict(false));
        records.put("resnet/byteorder",
                (order == ByteOrder.BIG_ENDIAN ? "big" : "little").getBytes(StandardCharsets.US_ASCII));
        records.put("resnet/data/0", floats(order, 1, 2, 3, 4, 5, -0f));
        records.put("resnet/data/1", floats(order, 0.5f, Float.NaN));
        records.put("resnet/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        records.put("resnet/.data/serialization_id", "1".repeat(40).getBytes(StandardCharsets.US_ASCII));
        return records;
    }

    /** The state dict's archive with another pickle. */
    static byte[] archive(byte[] pickle) {
        return zip(pickle, Map.of("0", floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, -0f), "1",
                floats(ByteOrder.LITTLE_ENDIAN, 0.5f, Float.NaN)));
    }

    static byte[] legacy() {
        return Pickled.legacy(stateDict(true),
                new LinkedHashMap<>(
                        Map.of("0", floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, -0f), "1",
                                floats(ByteOrder.LITTLE_ENDIAN, 0.5f, Float.NaN))),
                Map.of("0", 4, "1", 4));
    }

    private static void isTheStateDict(Map<String, Buffer> tensors) {
        assertThat(tensors.keySet()).containsExactly("fc.weight", "fc.bias");
        assertThat(tensors.get("fc.weight").sameBits(Buffer.of(new float[]{1, 2, 3, 4, 5, -0f}, 2, 3))).isTrue();
        assertThat(tensors.get("fc.bias").sameBits(Buffer.of(new float[]{0.5f, Float.NaN}, 2))).isTrue();
    }

    @Test
    @DisplayName("W2: a state dict of torch.save, zip format, in both byte orders and without a byte order")
    void zipFormat() throws IOException {
        isTheStateDict(tensors(zipped(ByteOrder.LITTLE_ENDIAN)));
        isTheStateDict(tensors(zipped(ByteOrder.BIG_ENDIAN)));
        isTheStateDict(tensors(Pickled.zip64(records(ByteOrder.LITTLE_ENDIAN))));
        isTheStateDict(tensors(zip(stateDict(false), Map.of("0",
                floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, -0f), "1",
                floats(ByteOrder.LITTLE_ENDIAN, 0.5f, Float.NaN)))));
    }

    @Test
    @DisplayName("W2: a state dict of PyTorch before 1.6")
    void legacyFormat() throws IOException {
        isTheStateDict(tensors(legacy()));
    }

    @Test
    @DisplayName("W2: a PyTorch checkpoint keeps its structure, and gives its tensors and numbers by their paths")
    void checkpoint() throws IOException {
        byte[] pickle = Pickled.start().dict().mark()
                .text("model").orderedDict().text("w")
                .tensor("LongStorage", "0", 2, 0, new long[]{2}, new long[]{1}, false).raw('s')
                .text("optimizer").dict().mark().text("state").dict().integer(0).dict().text("step").integer(3)
                .raw('s', 's')
                .text("param_groups").list().mark().dict().mark().text("lr").real(0.1).text("foreach").raw('N')
                .text("name")
                .text("adam").text("params").list().integer(0).raw('a').items().raw('e').items()
                .text("epoch").integer(3).text("best").raw(0x88).text("seed").integer(1L << 40).items().stop();
        byte[] file = zip(pickle, Map.of("0", ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(-1)
                .putLong(Long.MAX_VALUE).array()));
        Map<?, ?> whole = (Map<?, ?>) read(file);
        assertThat(whole.get("epoch")).isEqualTo(3L);
        assertThat(whole.get("seed")).isEqualTo(1L << 40);
        assertThat(whole.get("best")).isEqualTo(true);
        Map<?, ?> optimizer = (Map<?, ?>) whole.get("optimizer");
        assertThat(optimizer.get("state")).isEqualTo(Map.of(0L, Map.of("step", 3L)));
        Map<?, ?> group = (Map<?, ?>) ((List<?>) optimizer.get("param_groups")).getFirst();
        assertThat(group.get("lr")).isEqualTo(0.1);
        assertThat(group.get("foreach")).isNull();
        assertThat(group.get("name")).isEqualTo("adam");
        Map<String, Buffer> flat = tensors(file);
        assertThat(flat.keySet()).containsExactly("model/w", "optimizer/state/0/step", "optimizer/param_groups/0/lr",
                "optimizer/param_groups/0/params/0", "epoch", "best", "seed");
        assertThat(flat.get("model/w").longs()).containsExactly(-1, Long.MAX_VALUE);
        assertThat(flat.get("optimizer/param_groups/0/lr").sameBits(Buffer.of(new double[]{0.1}))).isTrue();
    }

    @Test
    @DisplayName("W2: PyTorch tensors that are views of one storage: offsets, strides, expanded, tied")
    void views() throws IOException {
        byte[] pickle = Pickled.start().dict().mark()
                .text("all").tensor("FloatStorage", "0", 6, 0, new long[]{2, 3}, new long[]{3, 1}, false)
                .text("transposed").tensor("FloatStorage", "0", 6, 0, new long[]{3, 2}, new long[]{1, 3}, false)
                .text("part").tensor("FloatStorage", "0", 6, 4, new long[]{2}, new long[]{1}, false)
                .text("column").tensor("FloatStorage", "0", 6, 1, new long[]{2}, new long[]{3}, false)
                .text("expanded").tensor("FloatStorage", "0", 6, 5, new long[]{2, 2}, new long[]{0, 0}, false)
                .text("scalar").tensor("FloatStorage", "0", 6, 2, NONE, NONE, false)
                .text("empty").tensor("FloatStorage", "0", 6, 6, new long[]{0, 4}, new long[]{4, 1}, false)
                .text("tied").tensor("FloatStorage", "0", 6, 0, new long[]{2, 3}, new long[]{3, 1}, false)
                .text("parameter").name("torch._utils", "_rebuild_parameter").mark()
                .tensor("FloatStorage", "0", 6, 5, new long[]{1}, new long[]{1}, false).raw(0x88).orderedDict()
                .raw('t', 'R')
                .items().stop();
        Map<String, Buffer> tensors = tensors(
                zip(pickle, Map.of("0", floats(ByteOrder.LITTLE_ENDIAN, 0, 1, 2, 3, 4, 5))));
        assertThat(tensors.get("transposed").floats()).containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(tensors.get("transposed").typeText()).isEqualTo("f32[3,2]");
        assertThat(tensors.get("part").floats()).containsExactly(4, 5);
        assertThat(tensors.get("column").floats()).containsExactly(1, 4);
        assertThat(tensors.get("expanded").floats()).containsExactly(5, 5, 5, 5);
        assertThat(tensors.get("scalar").sameBits(Buffer.of(new float[]{2}))).isTrue();
        assertThat(tensors.get("empty").typeText()).isEqualTo("f32[0,4]");
        assertThat(tensors.get("tied")).isSameAs(tensors.get("all"));
        assertThat(tensors.get("parameter").floats()).containsExactly(5);
    }

    @Test
    @DisplayName("W2: dicts and lists as PyTorch for C++ writes them, with their types' names")
    void typed() throws IOException {
        byte[] pickle = Pickled.start().name("torch.jit._pickle", "restore_type_tag").mark().dict().mark().text("steps")
                .name("torch.jit._pickle", "build_intlist").list().mark().integer(1).integer(2).raw('e', 0x85, 'R')
                .items()
                .text("Dict[str, List[int]]").raw('t', 'R').stop();
        assertThat(read(zip(pickle, Map.of()))).isEqualTo(Map.of("steps", List.of(1L, 2L)));
    }

    @Test
    @DisplayName("W2: a view of a storage in a file of PyTorch before 1.6, and sizes as torch.Size")
    void legacyViews() throws IOException {
        byte[] pickle = Pickled.start().dict().mark().text("v").name("torch._utils", "_rebuild_tensor").mark().mark()
                .text("storage").name("torch", "DoubleStorage").text("a").text("cuda:0").integer(4).mark().text("b")
                .integer(1).integer(3).raw('t', 't', 'Q').integer(1).name("torch", "Size").tuple(2).raw(0x85, 'R')
                .tuple(1)
                .raw('t', 'R').items().stop();
        byte[] storage = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN).putDouble(10).putDouble(11)
                .putDouble(12)
                .putDouble(13).array();
        assertThat(tensors(Pickled.legacy(pickle, Map.of("a", storage), Map.of("a", 8))).get("v").doubles())
                .containsExactly(12, 13);
    }

    @Test
    @DisplayName("W2: PyTorch tensors of each dtype, in both formats, also over untyped storages")
    void dtypes() throws IOException {
        Map<DType, String> storages = Map.of(DType.F32, "Float", DType.F64, "Double", DType.F16, "Half", DType.BF16,
                "BFloat16", DType.I64, "Long", DType.I32, "Int", DType.I16, "Short", DType.I8, "Char", DType.U8, "Byte",
                DType.BOOL, "Bool");
        Map<DType, String> names = Map.of(DType.F32, "float32", DType.F64, "float64", DType.F16, "float16", DType.BF16,
                "bfloat16", DType.I64, "int64", DType.I32, "int32", DType.I16, "int16", DType.I8, "int8", DType.U8,
                "uint8",
                DType.BOOL, "bool");
        for (DType dtype : DType.values()) {
            byte[] bytes = new byte[3 * dtype.bytes()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (dtype == DType.BOOL ? i & 1 : 0x81 + 37 * i);
            }
            long[] bits = new long[3];
            for (int i = 0; i < bytes.length; i++) {
                bits[i / dtype.bytes()] |= (bytes[i] & 0xffL) << 8 * (i % dtype.bytes());
            }
            Buffer expected = Buffer.ofBits(dtype, bits, 3);
            String type = storages.get(dtype) + "Storage";
            for (boolean isLegacy : new boolean[]{false, true}) {
                byte[] pickle = Pickled.start().dict().text("t")
                        .tensor(type, "7", 3, 0, new long[]{3}, new long[]{1}, isLegacy).raw('s').stop();
                byte[] file = isLegacy
                        ? Pickled.legacy(pickle, Map.of("7", bytes), Map.of("7", dtype.bytes()))
                        : zip(pickle, Map.of("7", bytes));
                assertThat(tensors(file).get("t").sameBits(expected)).as(type).isTrue();
            }
            byte[] untyped = Pickled.start().dict().text("t").name("torch._utils", "_rebuild_tensor_v3").mark().mark()
                    .text("storage").name("torch.storage", "UntypedStorage").text("0").text("cpu").integer(bytes.length)
                    .raw('t', 'Q').integer(0).tuple(3).tuple(1).raw(0x89).orderedDict().name("torch", names.get(dtype))
                    .raw('t', 'R', 's').stop();
            assertThat(tensors(zip(untyped, Map.of("0", bytes))).get("t").sameBits(expected)).as(names.get(dtype))
                    .isTrue();
        }
    }

    @Test
    @DisplayName("W5: a pickle that would run code is refused by the name it calls, in both formats and before anything is made")
    void hostile() {
        byte[] attack = Pickled.start().name("os", "system").text("touch owned").raw(0x85, 'R').stop();
        String reason = " is malformed at byte 2: the file would call os.system; Sinter reads only state dicts"
                + " (tensors, numbers, texts, lists and dicts) and runs no code: save model.state_dict(), not the model";
        assertThatThrownBy(() -> read(zip(attack, Map.of()))).isInstanceOf(FormatException.class)
                .hasMessage("x.pth/net/data.pkl" + reason);
        assertThatThrownBy(() -> read(Pickled.legacy(attack, Map.of(), Map.of()))).isInstanceOf(FormatException.class)
                .hasMessageContaining("the file would call os.system; Sinter reads only state dicts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"builtins eval", "__main__ Net", "torch.storage _load_from_bytes",
        "numpy.core.multiarray _reconstruct",
        "torch._utils _rebuild_qtensor", "torch ComplexFloatStorage", "collections OrderedDictx",
        "torch.nn.modules.linear Linear"})
    @DisplayName("W5: each other name in a pickle is refused")
    void otherNames(String call) {
        String[] name = call.split(" ");
        assertThatThrownBy(() -> read(zip(Pickled.start().name(name[0], name[1]).stop(), Map.of())))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("the file would call " + name[0] + "." + name[1] + "; Sinter reads only");
    }

    private static void refused(byte[] file, String reason) {
        assertThatThrownBy(() -> tensors(file)).isInstanceOf(FormatException.class).hasMessageContaining(reason);
    }

    @Test
    @DisplayName("W5: what is malformed or not read in a PyTorch file is refused with the reason")
    void malformed() throws IOException {
        byte[] four = floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4);
        Map<String, byte[]> storage = Map.of("0", four);
        refused(new byte[3], "too short");
        refused(new byte[300], "begins neither as a zip archive nor as a file of PyTorch before 1.6");
        byte[] tar = new byte[512];
        System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
        refused(tar, "it is a tar archive of PyTorch 0.1");
        refused(Pickled.zip(Map.of("a/b.txt", four)), "the archive has no data.pkl");
        refused(Pickled.zip(Map.of("a/data.pkl", Pickled.start().dict().stop(), "a/constants.pkl", four)),
                "it is a TorchScript program");
        refused(zip(new byte[]{(byte) 0x80, 4, '}', '.'}, Map.of()),
                "the pickle has protocol 4; Sinter reads protocol 2");
        refused(zip(Pickled.start().raw(0x93).stop(), Map.of()), "0x93 is no opcode that a state dict's pickle has");
        refused(zip(Pickled.start().raw('R').stop(), Map.of()), "REDUCE takes more than there is on the stack");
        refused(zip(Pickled.start().dict().dict().stop(), Map.of()), "the pickle ends with values left on its stack");
        refused(zip(Pickled.start().raw('h', 0).stop(), Map.of()), "there is no value under number 0, of 0");
        refused(zip(Pickled.start().raw('N', 'r', 255, 255, 255, 127).stop(), Map.of()),
                "is kept under number 2147483647");
        refused(zip(Pickled.start().raw('X', 255, 255, 255, 127).stop(), Map.of()), "the pickle is cut");
        refused(zip(Pickled.start().tensor("FloatStorage", "1", 4, 0, new long[]{4}, new long[]{1}, false).stop(),
                storage),
                "the archive has no storage '1'");
        refused(zip(Pickled.start().tensor("FloatStorage", "0", 5, 0, new long[]{4}, new long[]{1}, false).stop(),
                storage),
                "the storage '0' has 16 bytes, but 20 are needed");
        refused(zip(Pickled.start().tensor("FloatStorage", "0", 4, 1, new long[]{4}, new long[]{1}, false).stop(),
                storage),
                "reaches beyond its storage of 4 elements");
        refused(zip(Pickled.start().tensor("FloatStorage", "0", 4, 0, new long[]{2, 2}, new long[]{1L << 62, 1}, false)
                .stop(), storage), "reaches beyond its storage of 4 elements");
        refused(zip(
                Pickled.start().tensor("FloatStorage", "0", 4, 0, new long[]{1L << 40}, new long[]{0}, false).stop(),
                storage), "take more than the limit of");
        refused(zip(Pickled.start().tensor("FloatStorage", "0", 4, 0, new long[]{-4}, new long[]{1}, false).stop(),
                storage),
                "a length, offset or stride is -4");
        refused(zip(Pickled.start().tensor("BoolStorage", "0", 16, 0, new long[]{2}, new long[]{10}, false).stop(),
                storage),
                "a bool is 0 or 1, not");
        refused(zip(Pickled.start().list().get(0).raw('a').stop(), Map.of()), "or hold themselves");
        refused(zip(Pickled.start().raw('t').stop(), Map.of()), "TUPLE without a mark");
        byte[] cut = zipped(ByteOrder.LITTLE_ENDIAN);
        for (int length = 0; length < cut.length; length++) {
            byte[] part = Arrays.copyOf(cut, length);
            assertThatThrownBy(() -> tensors(part)).isInstanceOf(FormatException.class);
        }
    }

    @Test
    @DisplayName("W5: a pickle of lists that hold each other many times over costs what its bytes warrant")
    void billionLaughs() {
        Pickled laughs = Pickled.start().mark().list();
        for (int i = 0; i < 40; i++) {
            laughs.list().mark().get(i).get(i).raw('e');
        }
        refused(zip(laughs.raw('t').stop(), Map.of()), "are too many or too deep within each other");
    }

    @Test
    @DisplayName("W5: a pickle that would make much more than it has bytes is refused before it makes anything")
    void large() {
        byte[] pickle = Pickled.start().mark().stop();
        byte[] many = new byte[2_000_000];
        Arrays.fill(many, (byte) ']');
        System.arraycopy(pickle, 0, many, 0, 3);
        many[many.length - 2] = 't';
        many[many.length - 1] = '.';
        byte[] file = zip(many, Map.of());
        long before = Allocation.now();
        refused(file, "takes much more memory than the file has bytes");
        assertThat(Allocation.now() - before).isLessThan(2L * file.length + (1 << 20));
    }

    @Test
    @DisplayName("W5: a deflated archive that unpacks to more than its size is refused")
    void deflated() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("net/data.pkl"));
            zip.write(new byte[1 << 20]);
        }
        refused(bytes.toByteArray(), "its entries unpack to more than the limit of");
    }
}
