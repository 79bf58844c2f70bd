import assert from 'node:assert/strict';
import { flagsOf, places, readProject, reasons, summary } from './projects.ts';

const project = (text: string, more: Record<string, string> = {}) => readProject({ 'CMakeLists.txt': `project(demo C)\n${text}`, 'a.c': '', 'b.c': '', ...more });

describe('CMake', () => {
  it('links targets with libraries, packages and pkg-config modules', () => {
    const read = project(
      'find_package(ZLIB REQUIRED)\nfind_package(PkgConfig REQUIRED)\npkg_check_modules(PNG REQUIRED IMPORTED_TARGET libpng>=1.6)\npkg_check_modules(GTK REQUIRED gtk+-3.0 glib-2.0)\n' +
        'add_executable(app a.c b.c)\ntarget_link_libraries(app PRIVATE ZLIB::ZLIB PkgConfig::PNG ${GTK_LIBRARIES} m -pthread Threads::Threads)\n',
    );
    assert.deepEqual(summary(read), ['executable app: a.c b.c | cmake:ZLIB ; pkg:libpng ; pkg:gtk+-3.0 ; pkg:glib-2.0 ; -lm ; -lpthread ; cmake:Threads']);
    assert.deepEqual(places(read.programs[0]!).slice(0, 2), ['cmake:ZLIB at CMakeLists.txt:7:35', 'pkg:libpng at CMakeLists.txt:4:48']);
  });

  it('names the option that decides', () => {
    const read = project(
      'option(WITH_READLINE "edit lines" ON)\nset(LIBS m)\nif(WITH_READLINE)\n  find_library(READLINE_LIBRARY NAMES readline)\n  list(APPEND LIBS ${READLINE_LIBRARY})\nelseif(WIN32)\n  list(APPEND LIBS ws2_32)\nendif()\n' +
        'add_executable(app a.c)\ntarget_link_libraries(app ${LIBS})\nif(NOT WITH_READLINE)\n  target_link_libraries(app edit)\nendif()\n',
    );
    assert.deepEqual(summary(read), ['executable app: a.c | -lm ; -lreadline if WITH_READLINE ; -ledit if not WITH_READLINE']);
  });

  it('knows platforms, required packages and what ends with an error', () => {
    const read = project(
      'find_package(Foo REQUIRED)\nfind_package(Bar)\nadd_executable(app a.c)\nif(Foo_FOUND AND UNIX AND NOT APPLE)\n  target_link_libraries(app ${FOO_LIBRARIES})\nendif()\n' +
        'if(NOT Bar_FOUND)\n  message(FATAL_ERROR "no bar")\nelse()\n  target_link_libraries(app ${Bar_LIBRARIES})\nendif()\nif(CMAKE_SYSTEM_NAME STREQUAL "Windows")\n  target_link_libraries(app gdi32)\nendif()\n',
    );
    assert.deepEqual(summary(read), ['executable app: a.c | cmake:Foo ; cmake:Bar if Bar is found']);
  });

  it('follows directories, included files, functions and globs', () => {
    const read = project(
      'include_directories(include)\nadd_definitions(-DX=1)\nlist(APPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_SOURCE_DIR}/cmake)\ninclude(Helpers)\nfile(GLOB SRC src/*.c)\nadd_tool(tool SOURCES ${SRC} LIBS help z)\nadd_subdirectory(lib)\n',
      {
        'cmake/Helpers.cmake':
          'function(add_tool name)\n  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})\n  add_executable(${name} ${ARG_SOURCES})\n  target_link_libraries(${name} ${ARG_LIBS})\nendfunction()\n',
        'src/one.c': '',
        'src/two.c': '',
        'lib/CMakeLists.txt': 'add_library(help STATIC help.c)\ntarget_compile_definitions(help PRIVATE HELP)\ntarget_link_libraries(help PUBLIC inner)\nadd_library(inner INTERFACE)\ntarget_link_libraries(inner INTERFACE bz2)\n',
        'lib/help.c': '',
      },
    );
    assert.deepEqual(summary(read), ['executable tool: src/one.c src/two.c | -lz | uses help', 'static-library help: lib/help.c | -lbz2']);
    assert.equal(flagsOf(read, 'src/one.c'), '-DX=1 -Iinclude');
  });

  it('reads the find modules of the project', () => {
    const read = project('set(CMAKE_MODULE_PATH ${PROJECT_SOURCE_DIR}/cmake)\nfind_package(Mad)\nadd_executable(app a.c)\ntarget_link_libraries(app ${MAD_LIBRARIES})\n', {
      'cmake/FindMad.cmake': 'find_library(MAD_LIBRARY NAMES mad libmad)\nset(MAD_LIBRARIES ${MAD_LIBRARY})\n',
    });
    assert.deepEqual(summary(read), ['executable app: a.c | -lmad']);
  });

  it('says what it does not know, and reads the rest', () => {
    const read = project('add_executable(app a.c)\n???\nqt_wrap_add_library(x y.c)\ntarget_link_libraries(nowhere z)\ntarget_link_libraries(app z)\nadd_subdirectory(gone)\nendif()\nif(X)\n');
    assert.deepEqual(summary(read), ['executable app: a.c | -lz']);
    assert.deepEqual(reasons(read), [
      'CMakeLists.txt:3 is no CMake command',
      'CMakeLists.txt:8 endif that ends nothing',
      'CMakeLists.txt:9 if without its end',
      'CMakeLists.txt:4 calls qt_wrap_add_library, which is defined nowhere in the project',
      'CMakeLists.txt:5 links nowhere, which is no target that is known here',
      'CMakeLists.txt:7 adds the directory gone, which has no CMakeLists.txt',
    ]);
  });

  it('ends with what leads round in circles or explodes', () => {
    const doubling = Array.from({ length: 40 }, (_, i) => `set(V${i + 1} "\${V${i}}\${V${i}}")`).join('\n');
    const read = project(`set(V0 x)\n${doubling}\nfunction(f)\n f()\n f()\nendfunction()\nf()\ninclude(CMakeLists.txt)\nadd_subdirectory(.)\nadd_executable(app a.c)\n`);
    assert.ok(reasons(read).some((reason) => /too deep|more work/.test(reason)));
  });
});
