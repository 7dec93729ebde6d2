"""The field's own suite for kernels, jupyter_kernel_test, on the kernel that is installed."""

import jupyter_kernel_test
import pytest

pytestmark = pytest.mark.set_up


class TestJavaKernel(jupyter_kernel_test.KernelTests):
    kernel_name = "java"
    language_name = "Java"
    file_extension = ".jshell"
    code_hello_world = 'System.out.println("hello, world");'
    code_stderr = 'System.err.println("so");'
    completion_samples = (
        {"text": "Integer.parseIn", "matches": {"parseInt("}},
        {"text": "Thread.ofVir", "matches": {"ofVirtual()"}},
        {"text": "System.out.printl", "matches": {"println("}},
    )
    complete_code_samples = (
        "1 + 1",
        "int n = 3;",
        "int n = 3",
        'System.out.println("x");',
        "void f() { }",
        "for (int i = 0; i < 3; i++) { }",
        "// only a comment",
        "import java.util.*;",
        "%lsmagic",
    )
    incomplete_code_samples = (
        "void f() {",
        "for (int i = 0; i < 3; i++) {\n    int n = i;",
        "int n =",
        "1 +",
        "/* open",
        'String s = """\n  text',
        "List.of(1,",
    )
    invalid_code_samples = (
        "int 1x = 3;",
        "}",
        "1 +* 2",
        'String s = "abc',
        "int x = ;",
        "void f() { int x = ; }",
    )
    code_generate_error = 'throw new IllegalStateException("on purpose");'
    code_execute_result = (
        {"code": "6 * 7", "result": "42"},
        {"code": 'String.join("-", "a", "b")', "result": "a-b"},
        {"code": "List.of(1, 2)", "result": "[1, 2]"},
    )
    code_display_data = (
        {"code": 'display("shown");', "mime": "text/plain"},
        {
            "code": 'syncasync.host.Screen.current().show(() -> Map.of("text/plain", "x", "text/html", "<b>x</b>"));',
            "mime": "text/html",
        },
    )
    code_history_pattern = "6 ?*7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.max(1, 2)"
    code_clear_output = "syncasync.Notebook.clearOutput();"
    code_page_something = "%help Math.max"


class TestJavaKernelWelcomes(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "java"
    support_iopub_welcome = True
